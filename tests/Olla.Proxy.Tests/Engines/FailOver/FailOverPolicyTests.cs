using Olla.Configuration;
using Olla.Proxy.Engines.FailOver;

namespace Olla.Proxy.Tests.Engines.FailOver;

public sealed class FailOverPolicyTests
{
    [Theory]
    [InlineData(nameof(AttemptOutcome.Completed), false, false, true)]
    [InlineData(nameof(AttemptOutcome.ClientGone), false, false, null)]
    [InlineData(nameof(AttemptOutcome.ConnectFailed), true, true, false)]
    [InlineData(nameof(AttemptOutcome.ConnectTimedOut), true, true, false)]
    [InlineData(nameof(AttemptOutcome.TlsFailed), true, true, false)]
    [InlineData(nameof(AttemptOutcome.ClosedBeforeFirstByte), true, true, false)]
    [InlineData(nameof(AttemptOutcome.BreakerOpen), true, false, null)]
    [InlineData(nameof(AttemptOutcome.Saturated), true, false, null)]
    [InlineData(nameof(AttemptOutcome.HeadTimedOut), false, false, false)]
    [InlineData(nameof(AttemptOutcome.BadResponse), false, false, false)]
    [InlineData(nameof(AttemptOutcome.BrokenStream), false, false, true)]
    public void The_decision_table(string outcome, bool triesNext, bool marksOffline, bool? isHealthy)
    {
        var known = Enum.Parse<AttemptOutcome>(outcome);

        Assert.Equal(triesNext, FailOverPolicy.MayTryNext(known, new RetryOptions(), 1, committed: false));
        Assert.Equal(marksOffline, FailOverPolicy.MarksOffline(known));
        Assert.Equal(isHealthy, FailOverPolicy.IsHealthy(known, headReceived: false));
    }

    [Fact]
    public void Nothing_that_failed_is_repeated_once_committed() =>
        Assert.DoesNotContain(
            Enum.GetValues<AttemptOutcome>().Except([AttemptOutcome.BreakerOpen, AttemptOutcome.Saturated]),
            outcome => FailOverPolicy.MayTryNext(outcome, new RetryOptions(), 1, committed: true));

    [Theory]
    [InlineData("POST", true, true, true)]
    [InlineData("POST", false, true, false)]
    [InlineData("POST", false, false, true)]
    [InlineData("GET", false, true, true)]
    [InlineData("DELETE", false, true, true)]
    public void A_dead_pooled_connection_is_replaced_where_the_request_may_be_repeated(string method, bool onFailure, bool fullySent, bool expected) =>
        Assert.Equal(expected, FailOverPolicy.MayUseFreshConnection(method, new RetryOptions { OnConnectionFailure = onFailure }, fullySent));
}
