namespace Merlon.Scenarios.Logs;

/// <summary>pf's filterlog, as pfSense and OPNsense write it.</summary>
sealed class FilterLog() : LogFormat("filter.log", Connections)
{
    public override string Line(Occurrence what)
    {
        var (destination, port) = what.Translated ?? (what.Destination, what.DestinationPort);
        var action = what.Kind == OccurrenceKind.Refused ? "block" : "pass";
        var (number, isTcp) = (what.Protocol == "tcp" ? 6 : 17, what.Protocol == "tcp");
        var ip = destination.IsSix()
            ? $"6,0x00,0x00000,64,{what.Protocol.ToUpperInvariant()},{number},40"
            : $"4,0x0,,58,{what.SourcePort},0,DF,{number},{what.Protocol},60";
        var rest = isTcp ? $"0,S,{3_000_000_000 + what.SourcePort},,64240,,mss;nop;wscale" : "40";
        return $"{SyslogHead.At(what.At)} pf-edge filterlog[48211]: 82,,,1000000103,igb0,match,{action},in,{ip},"
            + $"{what.Source},{destination},{what.SourcePort},{port},{rest}";
    }
}
