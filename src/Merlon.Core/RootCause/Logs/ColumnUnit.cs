using System.Globalization;
using System.Text.RegularExpressions;

namespace Merlon.RootCause.Logs;

/// <summary>
/// What a table's heading states in brackets behind a column's name: <c>Time (UTC+1)</c>, <c>Bytes sent [KB]</c>.
/// </summary>
static partial class ColumnUnit
{
    static readonly Dictionary<string, string> Zones = new(
        from pair in new (string Offset, string Names)[]
        {
            ("+00:00", "UTC GMT Z WET"), ("+01:00", "CET MEZ BST"), ("+02:00", "CEST MESZ EET"), ("+03:00", "EEST MSK"),
            ("+09:00", "JST"), ("+10:00", "AEST"), ("-04:00", "EDT"), ("-05:00", "EST CDT"), ("-06:00", "MDT"),
            ("-07:00", "MST PDT"), ("-08:00", "PST"),
        }
        from name in pair.Names.Split(' ')
        select KeyValuePair.Create(name, pair.Offset), StringComparer.OrdinalIgnoreCase);

    /// <summary>The heading's name, and what stands in brackets behind it; null for nothing.</summary>
    public static (string Name, string? Unit) Split(string heading)
    {
        var found = Bracketed().Match(heading);
        return found.Success ? (heading[..found.Index].Trim(), found.Groups["unit"].Value.Trim()) : (heading, null);
    }

    /// <summary>A cell as it is without the unit: with its offset from UTC, or in bytes.</summary>
    public static string Applied(string cell, LogField field, string? unit) => field switch
    {
        _ when unit is null => cell,
        LogField.Time => LogTime.TryRead(cell, out var time) && !time.HasOffset && OffsetOf(unit) is { } offset
            ? $"{cell.Trim()} {offset}" : cell,
        LogField.Bytes or LogField.BytesSent or LogField.BytesReceived => FactorOf(unit) is { } factor
            && double.TryParse(cell, CultureInfo.InvariantCulture, out var count) && Math.Abs(count) < 1e15
            ? Math.Round(count * factor).ToString(CultureInfo.InvariantCulture) : cell,
        _ => cell,
    };

    static string? OffsetOf(string unit)
    {
        if (Zones.TryGetValue(unit, out var offset)) return offset;

        var found = Hours().Match(unit);
        return !found.Success ? null
            : $"{found.Groups["sign"].Value}{found.Groups["hours"].Value.PadLeft(2, '0')}:"
            + (found.Groups["minutes"].Success ? found.Groups["minutes"].Value : "00");
    }

    // As most logs mean them: of 1,024 where they say so, else of 1,000.
    static double? FactorOf(string unit) => unit.ToLowerInvariant() switch
    {
        "b" or "byte" or "bytes" => 1,
        "kb" or "kbyte" or "kbytes" => 1e3,
        "mb" or "mbyte" or "mbytes" => 1e6,
        "gb" or "gbyte" or "gbytes" => 1e9,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => null,
    };

    [GeneratedRegex(@"\s*[\(\[](?<unit>[^()\[\]]{1,20})[\)\]]\s*$", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"^(?:UTC|GMT)?\s*(?<sign>[+-])(?<hours>\d{1,2})(?::?(?<minutes>\d\d))?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Hours();
}
