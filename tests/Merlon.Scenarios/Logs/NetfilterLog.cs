namespace Merlon.Scenarios.Logs;

/// <summary>What the LOG target writes, with syslog's head.</summary>
sealed class NetfilterLog(string host) : LogFormat("kern.log", Connections)
{
    public override string Line(Occurrence what)
    {
        var prefix = what.Kind == OccurrenceKind.Refused ? "FW-DROP" : "FW-ACCEPT";
        var (destination, port) = what.Translated ?? (what.Destination, what.DestinationPort);
        var six = destination.IsSix();
        var ip = six ? "LEN=80 TC=0 HOPLIMIT=58 FLOWLBL=0"
            : $"LEN=60 TOS=0x00 PREC=0x00 TTL=58 ID={what.SourcePort} DF";
        var ports = $"SPT={what.SourcePort} DPT={port} "
            + (what.Protocol == "tcp" ? "WINDOW=64240 RES=0x00 SYN URGP=0" : "LEN=40");
        var uptime = what.At.TimeOfDay.TotalSeconds + 90_000;
        return $"{SyslogHead.At(what.At)} {host} kernel: [{uptime:0.000000}] {prefix}: IN=eth0"
            + $" OUT=eth1 SRC={what.Source} DST={destination} {ip} PROTO={what.Protocol.ToUpperInvariant()} {ports}";
    }
}
