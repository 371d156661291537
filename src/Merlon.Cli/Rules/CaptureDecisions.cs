using Merlon.Host;
using Merlon.Net;
using Merlon.Packets;
using Merlon.Rules.Meaning;

namespace Merlon.Cli;

/// <summary>
/// What a rule set does to the packets of a capture, one after the other. Those of which it cannot be told are passed
/// over and counted.
/// </summary>
sealed class CaptureDecisions(Deciding deciding, DecisionOutput output)
{
    const string Broken = "broken or cut short";

    readonly SortedDictionary<string, long> _verdicts = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, long> _passedOver = new(StringComparer.Ordinal);

    // Connection tracking has fragments put together before any rule sees them.
    readonly ConnectionTracker? _tracker = deciding.Given.Say("state") ? null : new();
    readonly FragmentTable _fragments = new();

    public int Run(InputFile file, ByteWindow window)
    {
        if (CaptureReader.Open(window, out var failure) is not { } reader)
        {
            Screen.Error($"{file.Name}: {failure}");
            return Exit.Unreadable;
        }

        using (var progress = ProgressLine.Start(() => (double?)file.Position / file.Length, "packets"))
        {
            while (reader.TryRead(out var captured))
            {
                Decide(captured, reader.Packets);
                progress.Tick(reader.Packets);
            }
        }

        Tell(reader.Packets);
        if (reader.Failure is null) return Exit.Done;

        Screen.Error($"{file.Name}: {reader.Failure}");
        return Exit.Unreadable;
    }

    void Decide(in CapturedPacket seen, long number)
    {
        var headers = PacketHeaders.Read(seen);
        var datagram = headers;
        var pieces = 1;
        var why = WhyNot(headers);
        if (why is null && _tracker is not null)
            why = WhyNot(_fragments.Add(headers, seen.At, out datagram, out pieces));
        if (why is null && datagram.Fault is not PacketFault.None) why = Broken;
        if (why is not null)
        {
            Count(_passedOver, why);
            return;
        }

        var state = _tracker?.Next(datagram) ?? deciding.Ordinary.State;
        var captured = CapturedPackets.Of(datagram, deciding.Ordinary, state).Routed(deciding.Hook);
        var packet = deciding.Given.On(captured);
        var decision = deciding.Walk.Explain(packet, deciding.Hook);
        if ((decision.Verdicts & Verdicts.Accept) == 0) _tracker?.TakeBack();
        output.Add(packet, decision, new(number, seen.At, pieces));
        Count(_verdicts, decision.Verdicts.InWords);
    }

    string? WhyNot(in PacketHeaders headers)
    {
        if (headers.Fault is PacketFault.UnknownLinkType) return "of a link type that is not read";
        if (headers.Fault is not PacketFault.None && headers.Fragment is null) return Broken;
        if (!headers.IsIp) return "not IP";
        if (headers.Family == deciding.Ordinary.Family) return null;
        return headers.Family is IpFamily.V4 ? "IPv4, for another rule set" : "IPv6, for another rule set";
    }

    static string? WhyNot(FragmentFate fate) => fate switch
    {
        FragmentFate.Waits => "fragments that wait for the rest of their datagram",
        FragmentFate.Refused => "fragments that do not fit the rest of their datagram",
        _ => null,
    };

    void Tell(long packets)
    {
        Screen.Note($"{packets:N0} packets: {InWords(_verdicts)}");
        if (_passedOver.Count > 0) Screen.Note($"passed over: {InWords(_passedOver)}");
    }

    static string InWords(SortedDictionary<string, long> counts) =>
        counts.Count == 0 ? "none decided" : string.Join("; ", counts.Select(count => $"{count.Value:N0} {count.Key}"));

    static void Count(SortedDictionary<string, long> counts, string what) =>
        counts[what] = counts.GetValueOrDefault(what) + 1;
}
