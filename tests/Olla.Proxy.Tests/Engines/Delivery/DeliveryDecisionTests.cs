using Olla.Configuration;
using Olla.Proxy.Engines.Delivery;

namespace Olla.Proxy.Tests.Engines.Delivery;

public sealed class DeliveryDecisionTests
{
    [Theory]
    [InlineData(DeliveryProfile.Auto, "text/event-stream", false, null, DeliveryMode.Streaming)]
    [InlineData(DeliveryProfile.Auto, "Text/Event-Stream; charset=utf-8", false, 10L, DeliveryMode.Streaming)]
    [InlineData(DeliveryProfile.Auto, "application/x-ndjson", false, null, DeliveryMode.Streaming)]
    [InlineData(DeliveryProfile.Auto, "application/json", true, 10L, DeliveryMode.Streaming)]
    [InlineData(DeliveryProfile.Auto, "application/json", false, 10L, DeliveryMode.Collecting)]
    [InlineData(DeliveryProfile.Auto, "application/json", false, 100_000L, DeliveryMode.Streaming)]
    [InlineData(DeliveryProfile.Auto, "application/json", false, null, DeliveryMode.Streaming)]
    [InlineData(DeliveryProfile.Auto, null, false, null, DeliveryMode.Streaming)]
    [InlineData(DeliveryProfile.Auto, "image/png", false, 100_000L, DeliveryMode.Collecting)]
    [InlineData(DeliveryProfile.Auto, "application/octet-stream", false, null, DeliveryMode.Collecting)]
    [InlineData(DeliveryProfile.Standard, "text/event-stream", true, null, DeliveryMode.Collecting)]
    [InlineData(DeliveryProfile.Streaming, "image/png", false, 10L, DeliveryMode.Streaming)]
    public void The_profile_and_the_answer_decide(DeliveryProfile profile, string? type, bool stream, long? length, object expected) =>
        Assert.Equal((DeliveryMode)expected, DeliveryDecision.For(profile, type, stream, length, 65_536));
}
