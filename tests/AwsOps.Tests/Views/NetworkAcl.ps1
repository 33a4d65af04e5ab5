Get-NetworkAcl
