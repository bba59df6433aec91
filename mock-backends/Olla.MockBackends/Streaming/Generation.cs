using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Olla.LlmApi;
using Olla.LlmApi.Streaming;
using Olla.MockBackends.Model;
using Olla.MockBackends.Statistics;

namespace Olla.MockBackends.Streaming;

/// <summary>One request's way through the model: fault, slot, first token, tokens, end.</summary>
internal sealed class Generation
{
    // Without pauses, events leave in groups: one system call each would cost more than everything else, and a reader could not tell.
    private const int BurstLength = 16;
    private readonly MockBackend _backend;
    private readonly HttpContext _context;
    private readonly GenerationCall _call;
    private readonly LlmSettings _settings;
    private readonly Dialect _dialect;
    private readonly Answer _answer;
    private readonly Fault? _fault;
    private readonly double _timeToFirstToken;
    private readonly bool _hasPauses;
    private readonly bool _freezes;
    private SeededGenerator _random;

    /// <summary>Makes every random choice of the request, so that they depend on the seed and the request's number alone.</summary>
    public Generation(MockBackend backend, HttpContext context, string section, GenerationCall call, AnswerTemplate template)
    {
        _backend = backend;
        _context = context;
        _call = call;
        _settings = backend.Settings(section);
        _dialect = _settings.Dialect ?? DialectOf(context.Request.Path);
        var number = backend.NextRequest();
        _random = new SeededGenerator(_settings.Seed!.Value, (ulong)number);
        _fault = call.Fault ?? backend.Faults.Choose(_settings.Faults!, number, ref _random);
        _timeToFirstToken = call.TimeToFirstToken ?? _settings.TimeToFirstToken!.Draw(ref _random);
        _hasPauses = call.InterTokenTime is { } time ? time > 0 : !_settings.InterTokenTime!.IsZero;
        _freezes = _settings.Faults!.Any(fault => fault.Kind == FaultKind.Freeze);
        _answer = Decide(template, number);
    }

    private HttpResponse Response => _context.Response;

    private CancellationToken Aborted => _context.RequestAborted;

    /// <summary>Sends the answer, or what the fault makes of it.</summary>
    public async Task RunAsync()
    {
        _backend.Statistics.Begin();
        var outcome = Outcome.Aborted;
        try
        {
            outcome = _fault?.Kind switch
            {
                FaultKind.Reset => Reset(),
                FaultKind.Status => SendError(_fault.Code, _fault.RetryAfter, "The mock backend was told to fail.", Outcome.Faulted),
                _ when UnknownModel.Find(_settings.UnknownModel!) is { } server && !server.Knows(_call.Model, _backend.Models) => Refuse(server),
                _ => await QueueAsync(),
            };
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            outcome = Outcome.Aborted;
        }
        finally
        {
            _backend.Statistics.End(outcome);
        }
    }

    private static Dialect DialectOf(PathString path)
    {
        var text = path.Value ?? "";
        return text.EndsWith("/chat/completions", StringComparison.Ordinal) ? Dialect.OpenAiChat
            : text.EndsWith("/completions", StringComparison.Ordinal) ? Dialect.OpenAiCompletions
            : text.EndsWith("/messages", StringComparison.Ordinal) ? Dialect.AnthropicMessages
            : text.EndsWith("/responses", StringComparison.Ordinal) ? Dialect.OpenAiResponses
            : text.EndsWith("/api/chat", StringComparison.Ordinal) ? Dialect.OllamaChat
            : text.EndsWith("/api/generate", StringComparison.Ordinal) ? Dialect.OllamaGenerate
            : Dialect.OpenAiChat;
    }

    private Answer Decide(AnswerTemplate template, long number)
    {
        var text = TokenText.From(template.Text);

        // A mapping that sets no count leaves it to the request's limit, and without one to its text.
        var drawn = _settings.Tokens is { } tokens
            ? Math.Max(1, (int)Math.Round(Math.Min(tokens.Draw(ref _random), int.MaxValue)))
            : _call.MaximumTokens > 0 ? _call.MaximumTokens : text.Count;
        var count = _call.Tokens is { } exact ? Math.Max(1, exact) : _call.MaximumTokens > 0 ? Math.Min(drawn, _call.MaximumTokens) : drawn;
        return new Answer
        {
            Dialect = _dialect,
            Id = template.Id ?? string.Create(CultureInfo.InvariantCulture, $"{IdPrefix(_dialect)}{number}"),
            Model = _call.Model.Length > 0 ? _call.Model : template.Model ?? _backend.Models[0],
            Created = template.Created > 0 ? DateTimeOffset.FromUnixTimeSeconds(template.Created) : _backend.Time.GetUtcNow(),
            Text = text,
            Tokens = count,
            Padding = _call.Padding,
            PromptTokens = _call.PromptTokens,
            IncludeUsage = _call.IncludeUsage,
            HasTimings = template.HasTimings,
            IsCut = count < (_settings.Tokens is null ? text.Count : drawn),
        };
    }

    private static string IdPrefix(Dialect dialect) => dialect switch
    {
        Dialect.OpenAiChat => "chatcmpl-",
        Dialect.AnthropicMessages => "msg_",
        Dialect.OpenAiResponses => "resp_",
        _ => "cmpl-",
    };

    private Outcome Reset()
    {
        _context.Abort();
        return Outcome.Faulted;
    }

    private Outcome SendError(int status, int retryAfter, string message, Outcome outcome)
    {
        Response.StatusCode = status;
        if (retryAfter > 0)
        {
            Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
        }

        SendJson(AnswerWriter.WriteError(_dialect, status, message));
        return outcome;
    }

    private Outcome Refuse(UnknownModel server)
    {
        Response.StatusCode = server.Status;
        var body = server.Body(_dialect, server.Message(_call.Model, _backend.Models));
        Send(Encoding.UTF8.GetBytes(body), body[0] == '{' ? "application/json" : "text/plain; charset=utf-8");
        return Outcome.Refused;
    }

    private void SendJson(byte[] body) => Send(body, "application/json");

    // Not flushed: the server does it when the request is done, and by then the request is counted and its slot is free.
    private void Send(byte[] body, string contentType)
    {
        Response.ContentType = contentType;
        Response.ContentLength = body.Length;
        Response.BodyWriter.Write(body);
    }

    private async Task<Outcome> QueueAsync()
    {
        if (_backend.Allowance.Take(EmissionStamp.Now(), _settings.RequestsPerMinute!.Value) is > 0 and var pause)
        {
            return SendError(429, (int)Math.Ceiling(pause / 1e9), "Too many requests.", Outcome.Refused);
        }

        if (!await _backend.Slots.EnterAsync(_settings.Slots!.Value, _settings.Queue!.Value, Aborted))
        {
            return SendError(503, 1, "The queue is full.", Outcome.Refused);
        }

        try
        {
            return _call.Stream ?? _dialect.StreamsByDefault() ? await StreamAsync() : await SendWholeAsync();
        }
        finally
        {
            _backend.Slots.Leave();
        }
    }

    /// <summary>Nanoseconds until the prompt is computed: model loaded, the turn come, what the cache lacks computed.</summary>
    private double PreparePrompt()
    {
        if (_call.TimeToFirstToken is not null)
        {
            return 0;
        }

        var now = EmissionStamp.Now();
        var ready = _settings.LoadTime > 0 ? _backend.LoadedModels.ReadyAt(_answer.Model, now, (long)_settings.LoadTime.Value, _settings.LoadedModels!.Value) : now;
        var cached = _call.Blocks is { } blocks ? Math.Min(_backend.Cache.Use(blocks, _settings.CacheTokens!.Value), _call.PromptTokens) : 0;
        _backend.Statistics.Prompted(_call.PromptTokens, cached);
        return _backend.Prefill.Reserve(ready, (long)((_call.PromptTokens - cached) * _settings.PromptTokenTime!.Value)) - now;
    }

    /// <summary>The more answers are generated at once, the longer a step takes for each of them.</summary>
    private long NextPause() => ToTicks(
        _call.InterTokenTime ?? (_settings.InterTokenTime!.Draw(ref _random) * (1 + (_settings.BatchSlowdown!.Value * Math.Max(0, _backend.Slots.Active - 1)))));

    private long AfterFreezes(long deadline) => _freezes ? _backend.Faults.AfterFreezes(_settings.Faults!, deadline) : deadline;

    private static long ToTicks(double nanoseconds) => (long)Math.Min(nanoseconds * (Stopwatch.Frequency / 1e9), long.MaxValue / 4);

    private static long ToNanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));

    private async Task<Outcome> SendWholeAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var firstToken = start + ToTicks(PreparePrompt() + _timeToFirstToken + (_fault?.Kind == FaultKind.SlowHeaders ? _fault.For : 0));
        var deadline = firstToken;
        for (var i = 1; i < _answer.Tokens && _hasPauses; i++)
        {
            deadline += NextPause();
        }

        deadline = AfterFreezes(deadline);
        var wait = new PacedWait(_backend.Pacer);
        await using var cancelling = Aborted.UnsafeRegister(static state => ((PacedWait)state!).Cancel(), wait);
        if (deadline > Stopwatch.GetTimestamp())
        {
            await wait.UntilAsync(deadline);
            await LeavePacerAsync();
        }

        Aborted.ThrowIfCancellationRequested();
        if (_fault?.Kind is FaultKind.Die or FaultKind.Stall && !await StallAsync())
        {
            return Reset();
        }

        SendJson(AnswerWriter.Write(_answer, ToNanoseconds(firstToken - start), ToNanoseconds(Stopwatch.GetTimestamp() - start)));
        return _fault is null ? Outcome.Served : Outcome.Faulted;
    }

    // True if the answer goes on after the stall.
    private async Task<bool> StallAsync()
    {
        if (_fault!.Kind == FaultKind.Die)
        {
            return false;
        }

        await Task.Delay(_fault.For > 0 ? TimeSpan.FromMicroseconds(_fault.For / 1e3) : Timeout.InfiniteTimeSpan, _backend.Time, Aborted);
        return true;
    }

    private async Task<Outcome> StreamAsync()
    {
        Response.ContentType = _dialect.StreamContentType();
        if (_dialect.UsesEventStream())
        {
            Response.Headers.CacheControl = "no-cache";
        }

        var writer = Response.BodyWriter;
        var frames = new AnswerFrames(_answer);
        var wait = new PacedWait(_backend.Pacer);
        await using var cancelling = Aborted.UnsafeRegister(static state => ((PacedWait)state!).Cancel(), wait);

        // Deadlines are counted from the start, never from the event before: what comes late does not make its successors late.
        var start = Stopwatch.GetTimestamp();
        var deadline = start + ToTicks(PreparePrompt() + _timeToFirstToken + (_fault?.Kind == FaultKind.SlowHeaders ? _fault.For : 0));
        var firstToken = deadline - start;
        var isPaced = deadline > start || _hasPauses;
        for (var i = 0; i < _answer.Tokens; i++)
        {
            if (i == _fault?.After && _fault.Kind is FaultKind.Die or FaultKind.Stall)
            {
                if (i > 0)
                {
                    await writer.FlushAsync(Aborted);
                }

                if (!await StallAsync())
                {
                    return Reset();
                }

                deadline += ToTicks(_fault.For);
            }

            deadline = AfterFreezes(deadline);
            if (deadline > Stopwatch.GetTimestamp())
            {
                await wait.UntilAsync(deadline);
                if (!_hasPauses)
                {
                    // What follows is a burst: it would hold up the streams that wait for the pacer.
                    await LeavePacerAsync();
                }
            }

            Aborted.ThrowIfCancellationRequested();
            if (i == 0)
            {
                frames.WriteOpening(writer);
            }

            Count(frames.WriteContent(writer, i), deadline, isPaced);
            if (!_hasPauses && (i + 1) % BurstLength != 0)
            {
                continue;
            }

            var flush = await writer.FlushAsync(Aborted);
            if (flush.IsCompleted || flush.IsCanceled)
            {
                return Outcome.Aborted;
            }

            isPaced = _hasPauses;
            deadline += isPaced ? NextPause() : 0;
        }

        frames.WriteClosing(writer, ToNanoseconds(firstToken), ToNanoseconds(Stopwatch.GetTimestamp() - start));
        await LeavePacerAsync();
        return _fault is null ? Outcome.Served : Outcome.Faulted;
    }

    private void Count(long emitted, long deadline, bool isPaced)
    {
        if (isPaced)
        {
            _backend.Statistics.Emitted(emitted - ToNanoseconds(deadline));
        }
        else
        {
            _backend.Statistics.Emitted();
        }
    }

    // The end of the request, and the next one on the same connection, are no work for the pacer's thread.
    private static async Task LeavePacerAsync() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
