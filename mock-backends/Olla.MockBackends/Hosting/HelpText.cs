namespace Olla.MockBackends.Hosting;

/// <summary>What <c>olla-mock --help</c> prints.</summary>
internal static class HelpText
{
    public const string Text = """
        olla-mock: LLM backends that answer like real ones, without a model.

        WireMock.Net decides what is answered (mapping files), olla-mock decides when each token leaves.

        Usage
          olla-mock [options]

        Examples
          olla-mock                                              an OpenAI backend on a free port
          olla-mock --provider ollama --port 11434               an Ollama backend where clients look for it
          olla-mock --ttft 'lognormal(mean=200ms,cv=0.5)' --itl 15ms --slots 4
          olla-mock --backends 3 --port 19001                    three backends: 19001, 19002, 19003
          olla-mock --fault 'die(after=5,rate=1%)' --fault 'status(code=429,retryAfter=2,from=10s,to=20s)'
          olla-mock --mappings ./my-mappings --watch             your own mapping files, loaded again when they change

        What it answers
          --provider <name>     mappings to answer from: openai (also openai-compatible), ollama, lm-studio, llamacpp, vllm, vllm-mlx,
                                sglang, lmdeploy, lemonade, litellm, docker-model-runner, omlx [openai]
          --mappings <folder>   your own mappings: a folder of *.json, or one with a sub-folder per provider
          --models <a,b>        its models; others are refused as the real server does it [mock-model]
          --import <folder>     also answer from mapping files of wiremock.org (the Java server)
          --schema              print the JSON schema of the llm section of mappings, and end
          --watch               load mapping files again when they change

        When it answers (goes before what the mapping files say)
          --ttft <time>         time to first token [20ms]
          --itl <time>          time between tokens [10ms]
          --tokens <count>      tokens of an answer [the request's limit, or the mapping's text]
          --slots <count>       answers generated at once, 0 for no limit; further requests wait in line [0]
          --queue <count>       requests that may wait before the next gets 503, 0 for no limit [0]
          --seed <number>       all random draws come from it: the same seed gives the same answers [1]
          --preset <name>       a known server on a known processor, such as vllm-h100-8b
          --llm <key=value>     any key of a mapping's llm section, such as promptTokenTime=0.2ms; may be given several times
          --fault <fault>       what goes wrong; may be given several times

          A time is 20ms, 1.5s, 200us, lognormal(mean=20ms,cv=0.5), gamma(...) or the heavy-tailed pareto(...);
          a count is 64, lognormal(mean=64,cv=0.5); cv = standard deviation / mean.

          A fault is reset, die(after=5), stall(after=5,for=2s), status(code=503,retryAfter=2) or slowHeaders(for=1s);
          each takes rate=1% (drawn from the seed), every=10 (each tenth request), from=10s and to=20s (after the start).
          refuse closes the listening socket, for ever or refuse(from=10s,to=20s): connects are refused, open connections live on.
          freeze(from=10s,to=12s) stops the whole backend for that time.

        Where it listens (127.0.0.1 only)
          --port <port>         first port, 0 lets the system choose [0]
          --backends <count>    backends in this process, each with its own port, slots and counters [1]
          --name <name>         shown in statistics; several are numbered [mock]
          --journal <count>     requests that the journal of /__admin/requests keeps; 0 is fastest [0]

        It prints one line per backend when all are warm and ready: listening on http://127.0.0.1:PORT name=NAME
        GET /__mock/stats, GET /__mock/faults and POST /__mock/reset serve the harness; /__admin is WireMock.Net's admin API.
        A request overrides its own timing with "user": "ttft_ms=0;interval_us=0;tokens=8;pad=0".

        --schema prints the JSON schema of the llm section, --version the version.
        Ends with 0 when stopped (Ctrl+C, SIGTERM), 1 for a failure such as a port in use, 2 for wrong input.

        """;
}
