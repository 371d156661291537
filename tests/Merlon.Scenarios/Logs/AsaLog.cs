namespace Merlon.Scenarios.Logs;

sealed class AsaLog() : LogFormat("asa.log", [.. Connections, OccurrenceKind.Transfer, .. Logins])
{
    public override string Line(Occurrence what) =>
        $"{SyslogHead.At(what.At)} asa-edge {Message(what)}";

    static string Message(Occurrence what)
    {
        var (inside, insidePort) = what.Translated ?? (what.Destination, what.DestinationPort);
        var (from, to) = (Interface(what.Source, "inside") + $":{what.Source}/{what.SourcePort}",
            Interface(inside, what.Source.IsInternal() ? "dmz" : "inside") + $":{inside}/{insidePort}");
        var mapped = $"({what.Destination}/{what.DestinationPort})";
        var number = 100_000 + what.SourcePort;
        var protocol = what.Protocol.ToUpperInvariant();
        var isTcp = what.Protocol == "tcp";
        return what.Kind switch
        {
            OccurrenceKind.Refused => $"%ASA-4-106023: Deny {what.Protocol} src {from} dst {to}"
                + " by access-group \"edge\" [0x0, 0x0]",
            OccurrenceKind.Admitted => $"%ASA-6-{(isTcp ? 302013 : 302015)}: Built"
                + $" {(what.Source.IsInternal() ? "outbound" : "inbound")} {protocol} connection {number} for {from}"
                + $" ({what.Source}/{what.SourcePort}) to {to} {mapped}",
            OccurrenceKind.Transfer => $"%ASA-6-{(isTcp ? 302014 : 302016)}: Teardown {protocol} connection {number}"
                + $" for {from} to {to} duration 0:00:41"
                + $" bytes {what.BytesOut + what.BytesIn}{(isTcp ? " TCP FINs" : "")}",
            OccurrenceKind.LoginFailed => "%ASA-6-113005: AAA user authentication Rejected : reason = AAA failure :"
                + $" server = {inside} : user = {what.User} : user IP = {what.Source}",
            _ => $"%ASA-6-113004: AAA user authentication Successful : server = {inside} : user = {what.User}"
                + $" : user IP = {what.Source}",
        };
    }

    static string Interface(System.Net.IPAddress address, string ours) => address.IsInternal() ? ours : "outside";
}
