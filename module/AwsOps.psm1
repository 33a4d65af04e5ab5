# The cmdlets live in an AssemblyLoadContext of their own, so that this module's AWS SDK and any other module's
# stay out of each other's way. Only engine commands and .NET calls here: this also runs in hosts without the
# Utility and Management modules. Few of them, because each costs the import milliseconds; the manifest loads the loader.
$assembly, $again = [AwsOps.Loader.ModuleLoadContext]::LoadModule("$PSScriptRoot/bin", 'AwsOps')
$cmdlets = Microsoft.PowerShell.Core\Import-Module -Assembly $assembly -PassThru

# On a second import PowerShell may find the assembly loaded and not hand its cmdlets to this module again.
if ($again -and $ExecutionContext.SessionState.Module.ExportedCmdlets.Count -eq 0) {
    $add = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
    foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
        $null = $add.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
    }
}
