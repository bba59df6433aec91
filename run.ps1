#requires -Version 7
# The one command of Olla.Perf; "./run.ps1 help" says what it can do. run.sh is its twin, command for command.
$ErrorActionPreference = 'Stop'
$here = $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'; $env:DOTNET_NOLOGO = '1'

function Show-Help {
  @'
usage: ./run.ps1 [command] [arguments]

  (none)                      build, then the quick sweep: mock backends, proxy, load; ends with the files it wrote
  test [arguments]            every test (arguments go to dotnet test, e.g. --filter Balancing)
  proxy -c config.yaml        the proxy, olla
  mock [arguments]            mock backends, olla-mock
  sweep scenarios/x.yaml      a sweep over the configurations of a scenario
  report results/<run>        the report of a run, written again
  recommend --goal <goal>     the recommended YAML for a goal: low-latency, balanced, high-throughput, low-memory, low-cpu
  perf [arguments]            any other command of olla-perf (./run.ps1 perf --help lists them)
  bench [arguments]           microbenchmarks (arguments go to BenchmarkDotNet, e.g. --filter '*Balancer*')
  publish [folder]            olla as one native file (needs a C compiler and zlib's headers), by default in artifacts/
  format                      format the code as CI demands it
  help                        this text

What changed since the last time is built first. "test" installs what the tests need (Chromium, Node.js) where the machine lets it;
OLLA_NO_INSTALL=1 forbids that.
'@
}

function Confirm-Tool($name, $advice) {
  if (Get-Command $name -ErrorAction SilentlyContinue) { return }
  [Console]::Error.WriteLine("$name is not installed: $advice")
  exit 1
}

# Builds a project, unless nothing was written, added or deleted in the given folders since it was built last.
function Invoke-Build($target, $product, $folders) {
  Confirm-Tool 'dotnet' 'install the .NET 10 SDK (https://dotnet.microsoft.com/download)'
  $stamp = "$here/artifacts/built/$(Split-Path $target -Leaf)"
  if ((Test-Path $stamp) -and (Test-Path $product) -and -not (Test-Changed $stamp $folders)) { return }
  New-Item -ItemType Directory -Force (Split-Path $stamp) | Out-Null
  Remove-Item -Force $stamp -ErrorAction SilentlyContinue
  New-Item -ItemType File -Force "$stamp.begun" | Out-Null
  [Console]::Error.WriteLine('Building...')
  $log = dotnet build "$here/$target" -c Release -v q --nologo 2>&1
  if ($LASTEXITCODE -ne 0) { $log | ForEach-Object { [Console]::Error.WriteLine($_) }; exit 1 }
  New-Item -ItemType File -Force $stamp | Out-Null
}

# A file counts from the build's start, a folder (something was added or deleted) from its end: the build makes folders itself.
function Test-Changed($stamp, $folders) {
  $begun = (Get-Item "$stamp.begun").LastWriteTimeUtc
  $ended = (Get-Item $stamp).LastWriteTimeUtc
  $rootFiles = Get-ChildItem $here -File -Force | Where-Object { $_.Extension -in '.props', '.sln' -or $_.Name -in 'BannedSymbols.txt', 'global.json', '.editorconfig' }
  $below = $folders | ForEach-Object { Get-Item "$here/$_"; Get-ChildItem "$here/$_" -Recurse -Force } | Where-Object { $_.FullName -notmatch '[\\/](bin|obj|clients)([\\/]|$)' }
  $newer = @($rootFiles) + @($below) | Where-Object { $_.LastWriteTimeUtc -gt $(if ($_.PSIsContainer) { $ended } else { $begun }) } | Select-Object -First 1
  return $null -ne $newer
}

$products = @('src', 'mock-backends')
function Build-Proxy { Invoke-Build 'src/Olla.Proxy' $proxy $products }
function Build-Mock { Invoke-Build 'mock-backends/Olla.MockBackends' $mock $products }
function Build-Perf { Invoke-Build 'src/Olla.Perf' $perf $products; Build-Proxy; Build-Mock }

# Installs packages of the distribution, as root or by sudo without a password. False: that cannot be done here.
function Install-Packages($packages) {
  if ($env:OLLA_NO_INSTALL -eq '1' -or -not (Get-Command apt-get -ErrorAction SilentlyContinue)) { return $false }
  $prefix = @()
  if ((id -u) -ne '0') {
    if (-not (Get-Command sudo -ErrorAction SilentlyContinue)) { return $false }
    sudo -n true 2>$null
    if ($LASTEXITCODE -ne 0) { return $false }
    $prefix = @('sudo', '-n')
  }
  [Console]::Error.WriteLine("Installing $packages ...")
  $update = $prefix + @('apt-get', 'update', '-qq')
  $install = $prefix + @('env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '-qq') + $packages
  & $update[0] @($update | Select-Object -Skip 1) *> $null
  & $install[0] @($install | Select-Object -Skip 1) *> $null
  return $LASTEXITCODE -eq 0
}

# The official npm clients, by lock file.
function Install-Clients {
  if (-not (Get-Command npm -ErrorAction SilentlyContinue) -and -not (Install-Packages @('nodejs', 'npm'))) {
    Confirm-Tool 'npm' 'the tests drive the official clients. Install Node.js 20 or later (Debian, Ubuntu: apt-get install -y nodejs npm)'
  }
  $clients = "$here/tests/Olla.EndToEnd.Tests/clients"
  $installed = Get-Item "$clients/node_modules/.package-lock.json" -Force -ErrorAction SilentlyContinue
  if ($installed -and $installed.LastWriteTime -gt (Get-Item "$clients/package-lock.json").LastWriteTime) { return }
  Push-Location $clients
  try { npm ci --silent | Out-Null; if ($LASTEXITCODE -ne 0) { exit 1 } } finally { Pop-Location }
}

# A browser for the dashboard's tests: the machine's, else the distribution's, else Playwright's own download.
function Install-Browser {
  if (Test-Browser) { return }
  if ((Install-Packages @('chromium')) -and (Test-Browser)) { return }
  if ($env:OLLA_NO_INSTALL -ne '1') {
    [Console]::Error.WriteLine('Downloading Chromium for Playwright ...')
    node "$here/tests/Olla.EndToEnd.Tests/bin/Release/net10.0/.playwright/package/cli.js" install chromium *> $null
    if (Test-Browser) { return }
  }
  [Console]::Error.WriteLine('There is no Chromium here, so the browser tests are skipped (Debian, Ubuntu: apt-get install -y chromium; elsewhere name one in OLLA_TEST_CHROMIUM)')
}

# The same places as InstalledBrowser.cs looks at.
function Test-Browser {
  if ($env:OLLA_TEST_CHROMIUM) { return $true }
  $named = 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable' | ForEach-Object { "/usr/bin/$_" }
  $caches = "$HOME/.cache/ms-playwright", "$HOME/Library/Caches/ms-playwright", "$env:LOCALAPPDATA/ms-playwright"
  return [bool]($named | Where-Object { Test-Path $_ }) -or [bool]($caches | Where-Object { Test-Path "$_/chromium-*" })
}

$proxy = "$here/src/Olla.Proxy/bin/Release/net10.0/olla.dll"
$mock = "$here/mock-backends/Olla.MockBackends/bin/Release/net10.0/olla-mock.dll"
$perf = "$here/src/Olla.Perf/bin/Release/net10.0/olla-perf.dll"

$tests = "$here/tests/Olla.EndToEnd.Tests/bin/Release/net10.0/Olla.EndToEnd.Tests.dll"
$bench = "$here/benchmarks/Olla.Benchmarks/bin/Release/net10.0/Olla.Benchmarks.dll"

$command = if ($args.Count -gt 0) { $args[0] } else { 'quick' }
$rest = @($args | Select-Object -Skip 1)
switch ($command) {
  'quick' { Build-Perf; dotnet $perf sweep "$here/scenarios/quick.yaml" @rest }
  'test' {
    Invoke-Build 'Olla.Perf.sln' $tests ($products + 'tests', 'benchmarks'); Install-Clients; Install-Browser
    $results = if ($env:OLLA_TEST_RESULTS) { $env:OLLA_TEST_RESULTS } else { "$here/TestResults" }
    dotnet test "$here/Olla.Perf.sln" -c Release --no-build --nologo --logger trx --results-directory $results @rest
  }
  'proxy' { Build-Proxy; dotnet $proxy @rest }
  'mock' { Build-Mock; dotnet $mock @rest }
  { $_ -in 'sweep', 'report', 'recommend' } { Build-Perf; dotnet $perf $command @rest }
  'perf' { Build-Perf; dotnet $perf @rest }
  'bench' { Invoke-Build 'benchmarks/Olla.Benchmarks' $bench ($products + 'benchmarks'); dotnet $bench @rest }
  'publish' {
    Confirm-Tool 'dotnet' 'install the .NET 10 SDK (https://dotnet.microsoft.com/download)'
    if (-not $IsWindows) { Confirm-Tool 'cc' 'native compilation links with a C compiler (Debian: apt-get install -y clang zlib1g-dev)' }
    $folder = if ($rest.Count -gt 0) { $rest[0] } else { "$here/artifacts" }
    # The compiler's own packages stay out of the tree's lock files.
    dotnet publish "$here/src/Olla.Proxy" -c Release -p:PublishAot=true -p:NuGetLockFilePath=obj/publish.lock.json -p:RestoreLockedMode=false `
      -p:CopyOutputSymbolsToPublishDirectory=false -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false `
      -p:StaticWebAssetsEnabled=false -p:AllowedReferenceRelatedFileExtensions=none -o $folder --nologo
  }
  'format' { dotnet format "$here/Olla.Perf.sln" }
  { $_ -in 'help', '-h', '--help' } { Show-Help; exit 0 }
  default {
    [Console]::Error.WriteLine("unknown command: $command")
    Show-Help | ForEach-Object { [Console]::Error.WriteLine($_) }
    exit 2
  }
}
exit $LASTEXITCODE
