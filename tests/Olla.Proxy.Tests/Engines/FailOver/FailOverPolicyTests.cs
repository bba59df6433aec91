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
    [InlineData(nameof(AttemptOutcome.ClosedBeforeFirstByte), true, false, false)]
    [InlineData(nameof(AttemptOutcome.BreakerOpen), true, false, null)]
    [InlineData(nameof(AttemptOutcome.Saturated), true, false, null)]
    [InlineData(nameof(AttemptOutcome.HeadTimedOut), false, false, false)]
    [InlineData(nameof(AttemptOutcome.BadResponse), false, false, false)]
    [InlineData(nameof(AttemptOutcome.BrokenStream), false, false, true)]
    public void The_decision_table(string outcome, bool triesNext, bool marksOffline, bool? isHealthy)
    {
        var known = Enum.Parse<AttemptOutcome>(outcome);

        Assert.Equal(triesNext, FailOverPolicy.MayTryNext(known, new RetryOptions(), new Effort("POST", 1, 1, false)));
        Assert.Equal(marksOffline, FailOverPolicy.MarksOffline(known));
        Assert.Equal(isHealthy, FailOverPolicy.IsHealthy(known, headReceived: false));
    }

    [Fact]
    public void Nothing_that_failed_is_repeated_once_committed() =>
        Assert.DoesNotContain(
            Enum.GetValues<AttemptOutcome>().Except([AttemptOutcome.BreakerOpen, AttemptOutcome.Saturated]),
            outcome => FailOverPolicy.MayTryNext(outcome, new RetryOptions(), new Effort("GET", 1, 1, true)));

    [Theory]
    [InlineData("POST", 1, true)]
    [InlineData("POST", 2, false)]
    [InlineData("PATCH", 2, false)]
    [InlineData("GET", 7, true)]
    [InlineData("DELETE", 2, true)]
    public void A_request_that_may_act_twice_is_sent_twice_at_most(string method, int sends, bool triesNext)
    {
        var effort = new Effort(method, 3, sends, false);

        Assert.Equal(triesNext, FailOverPolicy.MayTryNext(AttemptOutcome.ClosedBeforeFirstByte, new RetryOptions(), effort));
        Assert.Equal(triesNext, FailOverPolicy.MayTryNext(AttemptOutcome.BreakerOpen, new RetryOptions(), effort));
        Assert.Equal(triesNext, FailOverPolicy.MayUseFreshConnection(method, new RetryOptions(), fullySent: true, sends));
    }

    [Theory]
    [InlineData("POST", true, true, true)]
    [InlineData("POST", false, true, false)]
    [InlineData("POST", false, false, true)]
    [InlineData("GET", false, true, true)]
    [InlineData("DELETE", false, true, true)]
    public void A_dead_pooled_connection_is_replaced_where_the_request_may_be_repeated(string method, bool onFailure, bool fullySent, bool expected) =>
        Assert.Equal(expected, FailOverPolicy.MayUseFreshConnection(method, new RetryOptions { OnConnectionFailure = onFailure }, fullySent, sends: 1));
}
