using System.CommandLine;
using System.Globalization;
using Merlon.Host.Capture;

namespace Merlon.Cli;

/// <summary>What a command asks when it reads an interface in place of captures.</summary>
sealed class LiveOptions
{
    const int LargestRing = 2_047;   // libpcap counts its bytes in 31 bits

    readonly Option<string?> _interface = new("--interface", "-i")
    {
        Description = "In place of captures: the interface whose packets are looked at as they come, or any",
        HelpName = "NAME",
    };

    readonly Option<string?> _filter = new("--filter")
    {
        Description = "Only packets that match, in the words of tcpdump, such as 'tcp or udp port 53'",
        HelpName = "WORDS",
    };

    readonly Option<long?> _ring = Number("--ring-size", "MIB", 1, LargestRing,
        $"Memory for packets that wait to be looked at, in MiB [default: {LiveCaptureSettings.StandardRing}]");

    readonly Option<long?> _snapLength = Number("--snap-length", "BYTES", 64, Packets.CaptureReader.MaxPacket,
        $"So much is kept of a packet; only headers count [default: {LiveCaptureSettings.StandardSnapLength}]");

    readonly Option<string?> _user = new("--user")
    {
        Description = "Who root becomes once the interface is open; with root the rights are kept "
            + $"[default: who called sudo, else {Account.Nobody}]",
        HelpName = "NAME",
    };

    readonly Option<TimeSpan?> _duration = Options.Duration("--duration",
        "End after so long [default: at Ctrl+C]", TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(3650));

    readonly Option<long?> _packets = Number("--packets", "N", 1, long.MaxValue, "End after so many packets");

    /// <param name="captures">What the interface takes the place of.</param>
    public LiveOptions(Command command, Argument<string[]> captures)
    {
        Option[] further = [_filter, _ring, _snapLength, _user, _duration, _packets];
        command.Add(_interface);
        foreach (var option in further) command.Add(option);
        Options.Check(command, result =>
        {
            var isLive = result.GetResult(_interface) is not null;
            var isGiven = result.GetResult(captures) is { Tokens: not [] };
            if (isLive && isGiven) result.AddError("--interface: expected no captures beside it");
            if (!isLive && !isGiven) result.AddError("expected captures to read, or --interface");
            if (!isLive && further.FirstOrDefault(option => result.GetResult(option) is not null) is { } lone)
                result.AddError($"{lone.Name}: expected --interface beside it");
        });
    }

    /// <param name="status">Not 0 when an interface cannot be read; the user has been told.</param>
    /// <returns>Null when captures are to be read, or when there is a <paramref name="status"/>.</returns>
    public LivePackets? Open(ParseResult parsed, out int status)
    {
        status = Exit.Done;
        if (parsed.GetValue(_interface) is not { } name) return null;

        var settings = new LiveCaptureSettings
        {
            Interface = name,
            Filter = parsed.GetValue(_filter) ?? "",
            Ring = (int?)parsed.GetValue(_ring) ?? LiveCaptureSettings.StandardRing,
            SnapLength = (int?)parsed.GetValue(_snapLength) ?? LiveCaptureSettings.StandardSnapLength,
        };
        var end = (parsed.GetValue(_duration), parsed.GetValue(_packets));
        return LivePackets.Open(settings, parsed.GetValue(_user), end, out status);
    }

    static Option<long?> Number(string name, string helpName, long least, long most, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
            long.TryParse(Options.Word(result), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
                ? number
                : Options.Wrong<long?>(result, most == long.MaxValue
                    ? $"a whole number, {least} or more" : $"a whole number from {least:N0} to {most:N0}"),
    };
}
