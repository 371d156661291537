using System.Text;
using Merlon.Flows.Formats;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Flows;

/// <summary>What a user may say about clocks that do not say it themselves.</summary>
/// <param name="UtcOffset">Taken for times without an offset.</param>
/// <param name="Is24Hour">CICFlowMeter's clock is one of 24 hours.</param>
public readonly record struct ClockHints(TimeSpan UtcOffset = default, bool Is24Hour = false);

/// <summary>The formats that flows are read from, by name, and which of them a file is in.</summary>
public static class FlowFormats
{
    public const string Auto = "auto";

    /// <summary>The name of packet captures: pcap and pcapng.</summary>
    public const string Capture = "pcap";

    internal const string NoOffset = "times without a UTC offset are read as UTC unless --utc-offset says otherwise";

    /// <summary>So many bytes from a file's beginning are enough to tell its format.</summary>
    public const int HeadBytes = 1 << 14;

    public static IReadOnlyList<string> Names { get; } =
        ["eve", "zeek", "argus", "unsw-nb15", "cic-ids-2017", "ton-iot", "csv", Capture];

    /// <summary>
    /// Makes a reader of <paramref name="input"/> (already unzipped).
    /// </summary>
    /// <param name="file">The name that messages use.</param>
    /// <param name="format">One of <see cref="Names"/>, or <see cref="Auto"/>.</param>
    /// <param name="failure">Why there is none: the format could not be told.</param>
    /// <param name="captures">Of a capture: how its packets make flows; the standard where it is null.</param>
    /// <returns>Null when there is a <paramref name="failure"/>.</returns>
    public static FlowReader? Open(
        Stream input, string file, string format, ClockHints hints, bool strict, out string? failure,
        CaptureHints? captures = null)
    {
        var window = new ByteWindow(input);
        while (window.Bytes.Length < HeadBytes && window.TryGrow()) { }

        failure = Unreadable(window, file);
        if (failure is not null) return null;
        if (format == Capture || CaptureReader.IsCapture(window.Bytes))
            return OpenCapture(window, file, format, captures ?? CaptureHints.Standard, strict, out failure);

        SkipMark(window);
        var head = window.Bytes[..Math.Min(window.Bytes.Length, HeadBytes)];
        if (format == Auto && !TryLook(head, out format))
        {
            failure = $"{file}:1:1: expected one of the formats {string.Join(", ", Names)}; name it with --format";
            return null;
        }

        var isJson = head.TrimStart(" \t\r\n"u8) is [(byte)'[' or (byte)'{', ..];
        var isSpread = isJson && format is "eve" or "zeek" && !FirstLineIsWhole(head);
        Records records = isJson && isSpread ? new JsonValues(window) : new Lines(window);
        return new LogFlowReader(file, records, Create(format, head, isJson, hints), strict);
    }

    static CaptureFlowReader? OpenCapture(
        ByteWindow window, string file, string format, CaptureHints hints, bool strict, out string? failure)
    {
        failure = format is Auto or Capture
            ? null
            : $"{file}: a packet capture; expected {format}, or --format {Capture}";
        if (failure is not null) return null;
        if (CaptureReader.Open(window, out failure) is { } capture) return new(file, capture, hints, strict);

        failure = CaptureReader.IsCapture(window.Bytes)
            ? $"{file}: {failure}"
            : $"{file}:1:1: expected a capture, pcap or pcapng";
        return null;
    }

    static IFlowFormat Create(string format, ReadOnlySpan<byte> head, bool isJson, ClockHints hints) => format switch
    {
        "eve" => new EveFormat(hints.UtcOffset),
        "zeek" when isJson => new ZeekJsonFormat(),
        "zeek" => new ZeekFormat(),
        "argus" => new ArgusFormat(hints.UtcOffset),
        "unsw-nb15" => new UnswFormat(),
        "cic-ids-2017" => new CicFormat(hints.UtcOffset, hints.Is24Hour),
        "ton-iot" => new TonIotFormat(),
        "csv" => new CsvFormat(SeparatorOf(head), hints.UtcOffset),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not the name of a format"),
    };

    static string? Unreadable(ByteWindow window, string file)
    {
        var head = window.Bytes;
        if (window.Failure is { } broken && !(window.IsCutOff && CaptureReader.IsCapture(head)))
            return $"{file}: {broken}";
        if (head.IsEmpty) return $"{file}: the file is empty";
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return $"{file}: UTF-16 text; save it as UTF-8";
        return null;
    }

    static void SkipMark(ByteWindow window)
    {
        if (window.Bytes.StartsWith("\uFEFF"u8)) window.Advance(3);
    }

    static bool TryLook(ReadOnlySpan<byte> head, out string format)
    {
        format = Look(head) ?? Auto;
        return format != Auto;
    }

    static string? Look(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty) return null;
        if (text[0] is (byte)'{' or (byte)'[')
        {
            if (text.IndexOf("\"event_type\""u8) >= 0) return "eve";
            return text.IndexOf("\"id.orig_h\""u8) >= 0 ? "zeek" : null;
        }

        if (text.StartsWith("#separator"u8) || text.StartsWith("#fields"u8)) return "zeek";
        return LookAtHeader(FirstLine(text));
    }

    static string? LookAtHeader(ReadOnlySpan<byte> line)
    {
        var cells = Encoding.UTF8.GetString(line).Split((char)SeparatorOf(line));
        var names = cells.Select(TableFormat.Normalised).ToHashSet();
        if (names.IsSupersetOf(["starttime", "srcaddr", "dstaddr"])) return "argus";
        if (names.IsSupersetOf(["srcip", "dstip", "dsport"]) && names.Contains("stime")) return "unsw-nb15";
        if (names.Contains("flowduration") && names.Overlaps(["sourceip", "srcip"])) return "cic-ids-2017";
        if (names.IsSupersetOf(["srcip", "dstip", "proto", "connstate", "srcpkts", "label", "type"])) return "ton-iot";
        if (CsvFormat.IsHeader(names)) return "csv";
        return line.Count((byte)',') == 48 && line[0] is >= (byte)'0' and <= (byte)'9' ? "unsw-nb15" : null;
    }

    static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return (end < 0 ? text : text[..end]).TrimEnd((byte)'\r');
    }

    // An object a line, or spread over lines (an array, or what a pretty-printer made)? A first line that was cut
    // off is followed by another object.
    static bool FirstLineIsWhole(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart(" \t\r\n"u8);
        var line = FirstLine(text).TrimEnd(" \t"u8);
        var next = text[Math.Min(text.Length, text.IndexOf((byte)'\n') + 1)..];
        return text[0] == '{' && line is not [.., (byte)',']
            && (line is [.., (byte)'}'] || line.Length == text.Length || next is [(byte)'{', ..]);
    }

    static byte SeparatorOf(ReadOnlySpan<byte> head)
    {
        var line = FirstLine(head.TrimStart("\r\n"u8));
        var (commas, tabs, semicolons, bars) =
            (line.Count((byte)','), line.Count((byte)'\t'), line.Count((byte)';'), line.Count((byte)'|'));
        var most = Math.Max(Math.Max(commas, tabs), Math.Max(semicolons, bars));
        return (byte)(most == commas ? ',' : most == tabs ? '\t' : most == semicolons ? ';' : '|');
    }
}
