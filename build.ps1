<#
.SYNOPSIS
Builds, tests, packages or installs AwsOps. Each task is one call of dotnet; MSBuild knows the rest.
.EXAMPLE
./build.ps1 Build
Leaves an importable module in out/AwsOps/<version>/.
.EXAMPLE
./build.ps1 Install
Builds, and copies the module to the current user's module folder.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Package', 'Install')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$module = [System.IO.Path]::Combine($PSScriptRoot, 'src', 'AwsOps')
switch ($Task) {
    'Build' { & dotnet build $module --configuration $Configuration }
    'Test' { & dotnet test ([System.IO.Path]::Combine($PSScriptRoot, 'AwsOps.slnx')) --configuration $Configuration }
    'Package' { & dotnet build $module --configuration $Configuration -t:Package }
    'Install' { & dotnet build $module --configuration $Configuration -t:Install }
}

exit $LASTEXITCODE
