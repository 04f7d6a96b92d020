# Sets Steadyhand up on first use, then runs it: the same verbs as ./run. Works in Windows PowerShell 5.1 and later.
#
#   .\run.ps1                 open the window
#   .\run.ps1 demo            a whole example rehearsal, without a microphone
#   .\run.ps1 doctor          what works, what doesn't, how to mend it
#   .\run.ps1 test [OPTIONS]  the test suite; OPTIONS go to pytest
#   .\run.ps1 setup           only set up (again)
#   .\run.ps1 lock [OPTIONS]  make requirements.lock again from pyproject.toml
#
# --light, as the first option, sets up with the smallest models. Where scripts are not allowed to run:
#   powershell -ExecutionPolicy Bypass -File run.ps1

$ErrorActionPreference = 'Stop'

# A wheel built for one processor's instructions crashes on another's.
$LlamaCmakeArgs = '-DGGML_NATIVE=OFF -DLLAVA_BUILD=OFF'
$SourceOnly = @('llama-cpp-python', 'srt')
$LockTool = 'uv==0.13.9'

$Root = $PSScriptRoot
$Venv = if ($env:STEADYHAND_VENV) { $env:STEADYHAND_VENV } else { Join-Path $Root '.venv' }
$Python = Join-Path $Venv 'Scripts\python.exe'
$Stamp = Join-Path $Venv 'steadyhand-stamp'
$Cache = if ($env:STEADYHAND_CACHE) { $env:STEADYHAND_CACHE } else { Join-Path $env:LOCALAPPDATA 'steadyhand\Cache' }
$Data = if ($env:STEADYHAND_HOME) { Join-Path $env:STEADYHAND_HOME 'data' } else { Join-Path $env:LOCALAPPDATA 'steadyhand' }
$ModelsStamp = Join-Path $Data 'models\.default-set'

function Say([string]$Sentence) { [Console]::Error.WriteLine("steadyhand: $Sentence") }

function Stop-Here([string]$Sentence) {
    Say $Sentence
    exit 1
}

# Runs a program whose output is shown; stops with a sentence when it fails.
function Invoke-Step([string]$Failure, [string]$Program, [string[]]$Arguments) {
    & $Program @Arguments | Out-Host
    if ($LASTEXITCODE -ne 0) { Stop-Here $Failure }
}

function Get-TextHash([string]$Text) {
    $sha = [System.Security.Cryptography.SHA256]::Create()
    $bytes = $sha.ComputeHash([System.Text.Encoding]::UTF8.GetBytes($Text))
    return ([System.BitConverter]::ToString($bytes) -replace '-', '').ToLowerInvariant()
}

function Get-SetupKey {
    $lock = [System.IO.File]::ReadAllText((Join-Path $Root 'requirements.lock'))
    $script = [System.IO.File]::ReadAllText((Join-Path $Root 'run.ps1'))
    return Get-TextHash ($Root + $lock + $script)
}

function Get-ModelsKey {
    $catalog = [System.IO.File]::ReadAllText((Join-Path $Root 'models\catalog.toml'))
    return Get-TextHash ("$env:STEADYHAND_MODELS`n" + $catalog)
}

function Test-SetUp {
    if (-not (Test-Path $Python) -or -not (Test-Path $Stamp)) { return $false }
    return ([System.IO.File]::ReadAllText($Stamp).Trim() -eq (Get-SetupKey))
}

# The first Python from 3.11 to 3.13 (64-bit): STEADYHAND_PYTHON, the py launcher's, python's.
function Find-Python {
    # No double quotes: Windows PowerShell drops them on the way to a program.
    $probe = 'import sys; print(sys.executable if (3, 11) <= sys.version_info[:2] < (3, 14) and sys.maxsize > 2**32 else str())'
    $candidates = @()
    if ($env:STEADYHAND_PYTHON) {
        $candidates += , @($env:STEADYHAND_PYTHON)
    } else {
        foreach ($version in '-3.13', '-3.12', '-3.11') { $candidates += , @('py', $version) }
        $candidates += , @('python')
    }
    foreach ($candidate in $candidates) {
        $program = $candidate[0]
        if (-not (Get-Command $program -ErrorAction SilentlyContinue)) { continue }
        $options = @($candidate | Select-Object -Skip 1) + @('-c', $probe)
        $ErrorActionPreference = 'Continue'
        $found = & $program @options 2>$null
        $answered = $LASTEXITCODE -eq 0
        $ErrorActionPreference = 'Stop'
        if ($answered -and $found) { return ([string]$found).Trim() }
    }
    Stop-Here 'Python 3.11, 3.12 or 3.13 (64-bit) is needed, and none was found (looked at py and python). Install one, or name it in STEADYHAND_PYTHON.'
}

# The lock's entries, each with its hashes, by whether a source-only package is named.
function Get-LockEntries([string[]]$Names, [bool]$Others) {
    $chosen = $false
    foreach ($line in [System.IO.File]::ReadAllLines((Join-Path $Root 'requirements.lock'))) {
        if ($line -match '^([A-Za-z0-9][^=]*)==') { $chosen = ($Names -contains $Matches[1]) -ne $Others }
        if ($chosen -and $line -notmatch '^\s*#') { $line }
    }
}

function Write-Lines([string]$Path, [string[]]$Lines) {
    [System.IO.File]::WriteAllText($Path, (($Lines -join "`n") + "`n"))
}

function Install-Packages {
    $incomplete = Join-Path $Venv 'incomplete'
    if (-not (Test-Path $Python) -or (Test-Path $incomplete)) {
        $base = Find-Python
        if (Test-Path $Venv) { Remove-Item -Recurse -Force $Venv }
        Say "making a virtual environment with $base"
        Invoke-Step 'The virtual environment could not be made.' $base @('-m', 'venv', $Venv)
    }
    Write-Lines $incomplete @('')
    $requirements = Join-Path $Cache 'requirements.txt'
    Write-Lines $requirements @(Get-LockEntries $SourceOnly $true)
    Say 'installing Python packages'
    Invoke-Step 'The Python packages could not be installed. Run .\run.ps1 again: what was downloaded is kept.' $Python @(
        '-m', 'pip', '--disable-pip-version-check', '--no-input', '--retries', '5', 'install', '--no-deps',
        '--require-hashes', '--only-binary', ':all:', '-r', $requirements)
    foreach ($name in $SourceOnly) { Install-Built $name }
    Write-Lines (Join-Path $Venv 'Lib\site-packages\steadyhand.pth') @($Root)
    Remove-Item -Force $incomplete
}

# Installs a source-only package from a wheel that was built on this machine, building it when there is none.
function Install-Built([string]$Name) {
    $entry = @(Get-LockEntries @($Name) $false)
    if ($entry.Count -eq 0 -or $entry[0] -notmatch '^[^=]*==([^ ;\\]+)') { return }
    $version = $Matches[1]
    $installed = Join-Path $Venv ('Lib\site-packages\' + ($Name -replace '-', '_') + "-$version.dist-info")
    if (Test-Path $installed) { return }
    $flags = (Get-TextHash $LlamaCmakeArgs).Substring(0, 8)
    $folder = Join-Path $Cache "wheels\$Name-$version-Windows-$env:PROCESSOR_ARCHITECTURE-$flags"
    $wheel = Find-Wheel $folder
    if ($wheel) {
        Say "${Name}: using the wheel that was built here before ($wheel)"
    } else {
        New-Wheel $Name $version $entry $folder
        $wheel = Find-Wheel $folder
    }
    Invoke-Step "Installing $Name failed." $Python @(
        '-m', 'pip', '--disable-pip-version-check', '--no-input', 'install', '--no-deps', '--no-index',
        '--force-reinstall', $wheel)
}

# The wheel in a folder when its bytes are those that were built; nothing otherwise.
function Find-Wheel([string]$Folder) {
    if (-not (Test-Path $Folder)) { return $null }
    foreach ($wheel in Get-ChildItem -Path $Folder -Filter '*.whl') {
        $recorded = "$($wheel.FullName).sha256"
        if (-not (Test-Path $recorded)) { continue }
        $found = (Get-FileHash -Algorithm SHA256 -Path $wheel.FullName).Hash
        if ($found -eq [System.IO.File]::ReadAllText($recorded).Trim()) { return $wheel.FullName }
    }
    return $null
}

function New-Wheel([string]$Name, [string]$Version, [string[]]$Entry, [string]$Folder) {
    $work = Join-Path $Cache "build\$Name"
    if (Test-Path $work) { Remove-Item -Recurse -Force $work }
    New-Item -ItemType Directory -Force -Path $work | Out-Null
    $tools = Join-Path $work 'tools'
    $toolsPython = Join-Path $tools 'Scripts\python.exe'
    Invoke-Step 'The build environment could not be made.' $Python @('-m', 'venv', $tools)
    Invoke-Step 'The build tools could not be installed. Run .\run.ps1 again.' $toolsPython @(
        '-m', 'pip', '--disable-pip-version-check', '--no-input', '--retries', '5', 'install', '--no-deps',
        '--require-hashes', '--only-binary', ':all:', '-r', (Join-Path $Root 'packaging\build-requirements.lock'))
    $requirement = Join-Path $work 'requirement.txt'
    Write-Lines $requirement $Entry
    Say "building $Name $Version; llama-cpp-python takes several minutes, once on this machine"
    # What is set here would stay in the shell that called this script.
    $pathBefore, $flagsBefore = $env:PATH, $env:CMAKE_ARGS
    $env:CMAKE_ARGS = $LlamaCmakeArgs
    $env:PATH = (Join-Path $tools 'Scripts') + [System.IO.Path]::PathSeparator + $env:PATH
    # pip's own cache of built wheels does not know the flags, so it is not asked.
    try {
        Invoke-Step "Building $Name failed. It needs the Visual C++ build tools: install 'Build Tools for Visual Studio' with 'Desktop development with C++', then run .\run.ps1 again." $toolsPython @(
            '-m', 'pip', '--disable-pip-version-check', '--no-input', '-v', 'wheel', '--no-cache-dir', '--no-deps',
            '--no-build-isolation', '--require-hashes', '--no-binary', ':all:', '-w', (Join-Path $work 'wheel'),
            '-r', $requirement)
    } finally {
        $env:PATH, $env:CMAKE_ARGS = $pathBefore, $flagsBefore
    }
    Save-Wheel (Join-Path $work 'wheel') $Folder
    Remove-Item -Recurse -Force $work
}

# Puts the built wheel and its hash into the cache in one step.
function Save-Wheel([string]$From, [string]$Folder) {
    $new = "$Folder.new"
    foreach ($old in $new, $Folder) { if (Test-Path $old) { Remove-Item -Recurse -Force $old } }
    New-Item -ItemType Directory -Force -Path $new | Out-Null
    foreach ($wheel in Get-ChildItem -Path $From -Filter '*.whl') {
        $kept = Join-Path $new $wheel.Name
        Copy-Item $wheel.FullName $kept
        Write-Lines "$kept.sha256" @((Get-FileHash -Algorithm SHA256 -Path $kept).Hash)
    }
    Move-Item $new $Folder
}

function Initialize-All {
    New-Item -ItemType Directory -Force -Path $Cache | Out-Null
    Install-Packages
    Write-Lines $Stamp @(Get-SetupKey)
    Say 'set up'
}

# The default set of models. A machine keeps the set it was given until .\run.ps1 setup says otherwise.
function Initialize-Models([string]$Wanted) {
    if ($env:STEADYHAND_FETCH -eq 'never') { return }
    $key = Get-ModelsKey
    $stampedKey, $stampedSet = '', ''
    if (Test-Path $ModelsStamp) { $stampedKey, $stampedSet = [System.IO.File]::ReadAllText($ModelsStamp).Trim() -split ' ' }
    if (-not $Wanted) { $Wanted = if ($stampedSet) { $stampedSet } else { 'full' } }
    if ($stampedKey -eq $key -and ($stampedSet -eq 'full' -or $stampedSet -eq $Wanted)) { return }
    # Where a policy forbids it, the models come another way.
    if ((& $Python -P -m desktop models allowed) -eq 'never') { return }
    $fetch = @('-P', '-m', 'desktop', 'models', 'fetch', '--default')
    if ($Wanted -eq 'light') { $fetch += '--light' }
    Invoke-Step 'The models are not complete. Run .\run.ps1 again: what was downloaded is kept.' $Python $fetch
    New-Item -ItemType Directory -Force -Path (Split-Path $ModelsStamp) | Out-Null
    Write-Lines $ModelsStamp @("$key $Wanted")
}

function Test-NeedsModels([string[]]$Arguments) {
    if ($Arguments -contains '--help' -or $Arguments -contains '-h') { return $false }
    if ($Arguments.Count -eq 0) { return $true }
    return @('app', 'demo', 'call', 'rehearse', 'persona', 'bench') -contains $Arguments[0]
}

function Update-Lock([string[]]$Options) {
    New-Item -ItemType Directory -Force -Path $Cache | Out-Null
    $tool = Join-Path $Cache ('lock-tool\' + ($LockTool -replace '==', '-'))
    $uv = Join-Path $tool 'Scripts\uv.exe'
    if (-not (Test-Path $uv)) {
        Invoke-Step 'The environment for the lock tool could not be made.' (Find-Python) @('-m', 'venv', $tool)
        Invoke-Step 'The lock tool could not be installed.' (Join-Path $tool 'Scripts\python.exe') @('-m', 'pip', 'install', $LockTool)
    }
    $common = @('pip', 'compile', '--quiet', '--universal', '--python-version', '3.11', '--generate-hashes',
        '--no-emit-index-url', '--custom-compile-command', './run lock') + $Options
    if ($env:PIP_INDEX_URL) { $common += @('--default-index', $env:PIP_INDEX_URL) }
    Push-Location $Root
    try {
        Invoke-Step 'Locking failed.' $uv ($common + @('--all-extras', 'pyproject.toml', '-o', 'requirements.lock'))
        Invoke-Step 'Locking failed.' $uv ($common + @(
            'packaging/build-requirements.in', '-o', 'packaging/build-requirements.lock'))
    } finally {
        Pop-Location
    }
}

$Rest = @($args)
$Light = ''
if ($Rest.Count -gt 0 -and $Rest[0] -eq '--light') {
    $Light = 'light'
    $Rest = @($Rest | Select-Object -Skip 1)
}
$Verb = if ($Rest.Count -gt 0) { [string]$Rest[0] } else { 'app' }
$After = @($Rest | Select-Object -Skip 1)
if (($Verb -eq 'setup' -or $Verb -eq 'test') -and $After.Count -gt 0 -and $After[0] -eq '--light') {
    $Light = 'light'
    $After = @($After | Select-Object -Skip 1)
}

switch ($Verb) {
    'help' {
        Get-Content $PSCommandPath -TotalCount 12 | Out-Host
        exit 0
    }
    'lock' {
        Update-Lock $After
        exit 0
    }
    'setup' {
        Initialize-All
        Initialize-Models $(if ($Light) { $Light } else { 'full' })
        Say 'everything is in place: .\run.ps1 opens the window, .\run.ps1 demo shows a whole rehearsal'
        exit 0
    }
    'test' {
        if (-not (Test-SetUp)) { Initialize-All }
        Initialize-Models $Light
        $platformBefore = $env:QT_QPA_PLATFORM
        if (-not $platformBefore) { $env:QT_QPA_PLATFORM = 'offscreen' }
        Push-Location $Root
        try {
            & $Python -m pytest @After
        } finally {
            Pop-Location
            $env:QT_QPA_PLATFORM = $platformBefore
        }
        exit $LASTEXITCODE
    }
    default {
        if (-not (Test-SetUp)) { Initialize-All }
        if (Test-NeedsModels $Rest) { Initialize-Models $Light }
        & $Python -P -m desktop @Rest
        exit $LASTEXITCODE
    }
}
