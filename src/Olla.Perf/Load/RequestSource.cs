using System.Buffers;
using System.Globalization;
using System.Text;
using Olla.LlmApi;
using Olla.LlmApi.Requests;
using Olla.Perf.Load.Arrivals;
using Olla.Perf.Load.Http;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Load;

/// <summary>
/// Makes the requests of a trace. What a request asks for depends on its number and the seed alone, never on who asks first, so that every
/// candidate of a block answers the very same requests.
/// </summary>
internal sealed class RequestSource
{
    private static readonly string[] Vocabulary =
        ["time", "river", "stone", "light", "paper", "green", "seven", "north", "quiet", "cloud", "bread", "wheel", "silver", "garden", "letter", "winter"];

    /// <summary>Index of the system message's words: no request and no conversation has it.</summary>
    private const ulong SharedPrefix = ulong.MaxValue / 2;

    private readonly WorkloadPlan _workload;
    private readonly ulong _seed;
    private readonly Dialect _dialect;
    private readonly byte[][] _heads;
    private readonly IReadOnlyList<(double UpTo, RequestSource Source)> _mix;

    /// <summary>Overrides for mock backends, sent in the <c>user</c> field; null sends none, as every measured request does.</summary>
    public string? Overrides { get; init; }

    /// <param name="targets">The requests carry each target's host and path.</param>
    public RequestSource(WorkloadPlan workload, ulong seed, IReadOnlyList<HttpTarget> targets)
    {
        if (!Dialects.TryParse(workload.Dialect, out _dialect))
        {
            throw new ArgumentException($"unknown dialect '{workload.Dialect}'; known: {string.Join(", ", Dialects.Names)}", nameof(workload));
        }

        _workload = workload;
        _seed = seed;
        _heads = [.. targets.Select(target => target.RequestHead(_dialect, workload.Stream))];
        var weights = workload.Mix.Sum(share => share.Weight);
        var upTo = 0.0;
        _mix = [.. workload.Mix.Select(share => (upTo += share.Weight / weights, new RequestSource(share.Workload with { Mix = [] }, seed, targets)))];
    }

    /// <summary>Makes one request.</summary>
    /// <param name="ordinal">Its number; negative in the warm-up, so that the window's numbers do not depend on the warm-up.</param>
    /// <param name="target">Index of the target.</param>
    /// <param name="arrival">A trace's lengths go before the workload's.</param>
    public PreparedRequest Create(int ordinal, int target, Arrival arrival = default)
    {
        var index = (ulong)(long)ordinal;
        if (_mix.Count == 0)
        {
            return Create(index, target, arrival, Overrides);
        }

        var drawn = new RandomStream(_seed, RandomPurpose.Mix, index).NextDouble();
        return (_mix.FirstOrDefault(share => drawn < share.UpTo).Source ?? _mix[^1].Source).Create(index, target, arrival, Overrides);
    }

    private PreparedRequest Create(ulong index, int target, Arrival arrival, string? overrides)
    {
        var tokens = arrival.OutputTokens > 0 ? arrival.OutputTokens : Draw(_workload.OutputTokens, RandomPurpose.OutputLengths, index);
        var prompts = new RandomStream(_seed, RandomPurpose.Prompts, index);
        var body = new ArrayBufferWriter<byte>(512);
        GenerationRequestWriter.Write(body, _dialect, new GenerationRequest
        {
            Model = _workload.Model,
            Messages = Messages(prompts, index, arrival.PromptTokens),
            Stream = _workload.Stream,
            MaximumTokens = tokens,
            User = overrides,
            // The mock's own random choices follow the request's seed: the same request is served alike whichever backend gets it.
            Seed = (long)(prompts.NextBits() >> 33),
        });

        var head = _heads[target];
        var bytes = new byte[head.Length + 24 + body.WrittenCount];
        head.CopyTo(bytes, 0);
        body.WrittenCount.TryFormat(bytes.AsSpan(head.Length), out var digits, default, CultureInfo.InvariantCulture);
        var position = head.Length + digits;
        "\r\n\r\n"u8.CopyTo(bytes.AsSpan(position));
        body.WrittenSpan.CopyTo(bytes.AsSpan(position + 4));
        var clients = new RandomStream(_seed, RandomPurpose.Clients, index);
        var aborts = clients.NextDouble() < _workload.AbortRate;
        var isSlow = clients.NextDouble() < _workload.SlowReaderRate;
        return new PreparedRequest
        {
            Bytes = bytes.AsMemory(0, position + 4 + body.WrittenCount),
            Streamed = _workload.Stream,
            EventStream = _dialect.UsesEventStream(),
            Tokens = tokens,
            AbortAfterEvents = aborts ? _workload.AbortAfter : 0,
            ReadPause = isSlow ? _workload.ReadPause : TimeSpan.Zero,
            ReadLimit = isSlow ? _workload.ReadBytes : 16 * 1024,
        };
    }

    /// <summary>
    /// What a conversation holds so far depends on the request's number alone: the answers in it are made up, so that every candidate gets the
    /// very same requests and none waits for another's answer.
    /// </summary>
    private List<GenerationMessage> Messages(RandomStream prompts, ulong index, int traced)
    {
        var messages = new List<GenerationMessage>();
        if (_workload.SharedPrefixTokens > 0)
        {
            messages.Add(new GenerationMessage("system", Words(new RandomStream(_seed, RandomPurpose.Prompts, SharedPrefix), _workload.SharedPrefixTokens)));
        }

        if (_workload.Sessions > 0)
        {
            var session = index % (ulong)_workload.Sessions;
            if (_workload.Turns == 0)
            {
                AddExchange(messages, ulong.MaxValue - session);
            }
            else
            {
                var turns = (ulong)_workload.Turns;
                var turn = index / (ulong)_workload.Sessions % turns;
                var conversation = ulong.MaxValue - (index / ((ulong)_workload.Sessions * turns) * (ulong)_workload.Sessions) - session;
                for (ulong before = 0; before < turn; before++)
                {
                    AddExchange(messages, Exchange(conversation, before));
                }

                var now = Exchange(conversation, turn);
                messages.Add(new GenerationMessage("user", Words(new RandomStream(_seed, RandomPurpose.Prompts, now), Draw(_workload.PromptTokens, RandomPurpose.PromptLengths, now))));
                return messages;
            }
        }

        messages.Add(new GenerationMessage("user", Words(prompts, traced > 0 ? traced : Draw(_workload.PromptTokens, RandomPurpose.PromptLengths, index))));
        return messages;

        static ulong Exchange(ulong conversation, ulong turn) => conversation ^ ((turn + 1) << 40);
    }

    private void AddExchange(List<GenerationMessage> messages, ulong index)
    {
        var words = new RandomStream(_seed, RandomPurpose.Prompts, index);
        messages.Add(new GenerationMessage("user", Words(words, Draw(_workload.PromptTokens, RandomPurpose.PromptLengths, index))));
        messages.Add(new GenerationMessage("assistant", Words(words, Draw(_workload.OutputTokens, RandomPurpose.OutputLengths, index))));
    }

    private int Draw(DistributionPlan plan, RandomPurpose purpose, ulong index) =>
        Math.Max(1, (int)Math.Round(new DistributionSampler(plan, new RandomStream(_seed, purpose, index)).Next()));

    private static string Words(RandomStream random, int count)
    {
        var text = new StringBuilder(count * 7);
        for (var word = 0; word < count; word++)
        {
            if (word > 0)
            {
                text.Append(' ');
            }

            text.Append(Vocabulary[(int)(random.NextBits() % (ulong)Vocabulary.Length)]);
        }

        return text.ToString();
    }
}
