namespace Merlon.Scenarios.Logs;

sealed class FortinetLog() : LogFormat("fortigate.log", Everything)
{
    const string Traffic = "type=\"traffic\" subtype=\"forward\" level=\"notice\"";

    public override string Line(Occurrence what) =>
        $"date={what.At:yyyy-MM-dd} time={what.At:HH:mm:ss} devname=\"FGT\" devid=\"FGT60F0000000001\" tz=\"+0000\""
        + $" {Body(what)}";

    static string Body(Occurrence what)
    {
        var ends = $"srcip={what.Source} srcport={what.SourcePort} dstip={what.Destination}"
            + $" dstport={what.DestinationPort} proto={(what.Protocol == "tcp" ? 6 : 17)}"
            + (what.Translated is { } to ? $" trandisp=\"dnat\" tranip={to.Address} tranport={to.Port}" : "");
        var user = what.User.Length > 0 ? $" user=\"{what.User}\"" : "";
        return what.Kind switch
        {
            OccurrenceKind.Refused => $"{Traffic} {ends} action=\"deny\""
                + $" msg=\"{what.Reason}\"",
            OccurrenceKind.Admitted => $"{Traffic} {ends} action=\"start\"{user}",
            OccurrenceKind.Transfer => $"{Traffic} {ends} action=\"close\""
                + $" sentbyte={what.BytesOut} rcvdbyte={what.BytesIn}{user}",
            OccurrenceKind.Alert or OccurrenceKind.Blocked => $"type=\"utm\" subtype=\"ips\" level=\"alert\" {ends}"
                + $" action=\"{(what.Kind == OccurrenceKind.Alert ? "detected" : "dropped")}\" attack=\"{what.Reason}\""
                + " severity=\"high\"",
            _ => $"type=\"event\" subtype=\"user\" level=\"notice\" logdesc=\"Authentication {Outcome(what)}\" {ends}"
                + $" action=\"authentication\" status=\"{Outcome(what)}\"{user}",
        };
    }

    static string Outcome(Occurrence what) => what.Kind == OccurrenceKind.LoginFailed ? "failure" : "success";
}
