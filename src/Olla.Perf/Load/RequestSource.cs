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
    private static readonly string[] Words =
        ["time", "river", "stone", "light", "paper", "green", "seven", "north", "quiet", "cloud", "bread", "wheel", "silver", "garden", "letter", "winter"];

    private readonly WorkloadPlan _workload;
    private readonly ulong _seed;
    private readonly Dialect _dialect;
    private readonly byte[][] _heads;

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
        var accept = workload.Stream ? _dialect.StreamContentType() : "application/json";
        _heads = [.. targets.Select(target => target.RequestHead(_dialect.Path(), accept))];
    }

    /// <summary>Makes one request.</summary>
    /// <param name="ordinal">Its number; negative in the warm-up, so that the window's numbers do not depend on the warm-up.</param>
    /// <param name="target">Index of the target.</param>
    public PreparedRequest Create(int ordinal, int target)
    {
        var index = (ulong)(long)ordinal;
        var lengths = new DistributionSampler(_workload.OutputTokens, new RandomStream(_seed, RandomPurpose.OutputLengths, index));
        var tokens = Math.Max(1, (int)Math.Round(lengths.Next()));
        var prompts = new RandomStream(_seed, RandomPurpose.Prompts, index);
        var body = new ArrayBufferWriter<byte>(512);
        GenerationRequestWriter.Write(body, _dialect, new GenerationRequest
        {
            Model = _workload.Model,
            Messages = Messages(prompts, index),
            Stream = _workload.Stream,
            MaximumTokens = tokens,
            User = Overrides,
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
        return new PreparedRequest
        {
            Bytes = bytes.AsMemory(0, position + 4 + body.WrittenCount),
            Streamed = _workload.Stream,
            EventStream = _dialect.UsesEventStream(),
            Tokens = tokens,
        };
    }

    /// <summary>A turn of a conversation opens with that conversation's own messages; which conversation depends on the request's number alone.</summary>
    private IReadOnlyList<GenerationMessage> Messages(RandomStream prompts, ulong index)
    {
        if (_workload.Sessions == 0)
        {
            return [new GenerationMessage("user", Prompt(prompts))];
        }

        var opening = new RandomStream(_seed, RandomPurpose.Prompts, ulong.MaxValue - (index % (ulong)_workload.Sessions));
        return [new GenerationMessage("user", Prompt(opening)), new GenerationMessage("assistant", Prompt(opening)), new GenerationMessage("user", Prompt(prompts))];
    }

    private string Prompt(RandomStream random)
    {
        var text = new StringBuilder(_workload.PromptTokens * 7);
        for (var word = 0; word < _workload.PromptTokens; word++)
        {
            if (word > 0)
            {
                text.Append(' ');
            }

            text.Append(Words[(int)(random.NextBits() % (ulong)Words.Length)]);
        }

        return text.ToString();
    }
}
