using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary>
/// Says so when a bound was reached that keeps memory flat: what came after it was answered less well.
/// </summary>
static class Limits
{
    public static void Report(Responder responder)
    {
        if (responder.IsFull && (responder.Choice is not null || responder.MostRules > 10))
            Screen.Note($"the limit of {RespondCommand.Plural(responder.MostRules, "rule")} was reached");
        if (responder.Alerts.Forgotten > 0)
            Screen.Note($"the last alert window forgot its first {responder.Alerts.Forgotten:N0} alerts");
        if (responder.Shed > 0)
            Screen.Note($"the memory of senders, hosts and alerts was full, and forgot {responder.Shed:N0} of them");
        if (responder.Benign.Crowded > 0)
            Screen.Note($"the benign window was full, and forgot {responder.Benign.Crowded:N0} flows too early");
    }
}
