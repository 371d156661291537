using System.Collections.Immutable;

namespace Merlon.Scenarios.Logs;

/// <summary>Which columns a log has, what they are called, and how it words what was done.</summary>
sealed record ColumnSet(ImmutableArray<Column> Kept, int Naming)
{
    static readonly string[][] Namings =
    [
        [
            "Timestamp", "Source IP", "Source Port", "Destination IP", "Destination Port", "Protocol", "Action",
            "Reason", "User", "Bytes Sent", "Bytes Received",
        ],
        [
            "timestamp", "src_ip", "src_port", "dst_ip", "dst_port", "protocol", "action", "reason", "user",
            "bytes_out", "bytes_in",
        ],
        ["time", "src", "sport", "dst", "dport", "proto", "action", "message", "username", "sent", "rcvd"],
    ];

    public string Allowed => Naming switch { 0 => "Allowed", 1 => "allow", _ => "ACCEPT" };

    public string Denied => Naming switch { 0 => "Denied", 1 => "deny", _ => "DROP" };

    public string NameOf(Column column) => Namings[Naming][(int)column];

    public string Time(DateTime at) => Naming switch
    {
        0 => $"{at:yyyy-MM-dd HH:mm:ss}",
        1 => $"{at:yyyy-MM-ddTHH:mm:ss}Z",
        _ => $"{at:yyyy-MM-ddTHH:mm:ss.fff}+00:00",
    };
}
