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
'@
}

function Confirm-Tool($name, $advice) {
  if (Get-Command $name -ErrorAction SilentlyContinue) { return }
  [Console]::Error.WriteLine("$name is not installed: $advice")
  exit 1
}

function Invoke-Build {
  Confirm-Tool 'dotnet' 'install the .NET 10 SDK (https://dotnet.microsoft.com/download)'
  [Console]::Error.WriteLine('Building...')
  $log = dotnet build "$here/Olla.Perf.sln" -c Release -v q --nologo 2>&1
  if ($LASTEXITCODE -ne 0) { $log | ForEach-Object { [Console]::Error.WriteLine($_) }; exit 1 }
}

function Install-Clients {
  Confirm-Tool 'npm' 'the end-to-end tests drive the official clients; install Node.js 20 or later'
  $clients = "$here/tests/Olla.EndToEnd.Tests/clients"
  $installed = Get-Item "$clients/node_modules/.package-lock.json" -Force -ErrorAction SilentlyContinue
  if ($installed -and $installed.LastWriteTime -gt (Get-Item "$clients/package-lock.json").LastWriteTime) { return }
  Push-Location $clients
  try { npm ci --silent | Out-Null; if ($LASTEXITCODE -ne 0) { exit 1 } } finally { Pop-Location }
}

$proxy = "$here/src/Olla.Proxy/bin/Release/net10.0/olla.dll"
$mock = "$here/mock-backends/Olla.MockBackends/bin/Release/net10.0/olla-mock.dll"
$perf = "$here/src/Olla.Perf/bin/Release/net10.0/olla-perf.dll"

$command = if ($args.Count -gt 0) { $args[0] } else { 'quick' }
$rest = @($args | Select-Object -Skip 1)
switch ($command) {
  'quick' { Invoke-Build; dotnet $perf sweep "$here/scenarios/quick.yaml" @rest }
  'test' {
    Invoke-Build; Install-Clients
    $results = if ($env:OLLA_TEST_RESULTS) { $env:OLLA_TEST_RESULTS } else { "$here/TestResults" }
    dotnet test "$here/Olla.Perf.sln" -c Release --no-build --nologo --logger trx --results-directory $results @rest
  }
  'proxy' { Invoke-Build; dotnet $proxy @rest }
  'mock' { Invoke-Build; dotnet $mock @rest }
  { $_ -in 'sweep', 'report', 'recommend' } { Invoke-Build; dotnet $perf $command @rest }
  'perf' { Invoke-Build; dotnet $perf @rest }
  'bench' { Invoke-Build; dotnet "$here/benchmarks/Olla.Benchmarks/bin/Release/net10.0/Olla.Benchmarks.dll" @rest }
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
