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
    readonly SortedDictionary<string, long> _verdicts = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, long> _passedOver = new(StringComparer.Ordinal);

    // Connection tracking puts fragments together before any rule sees them: then the first stands for its datagram.
    readonly ConnectionTracker? _tracker = deciding.Given.Say("state") ? null : new();

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
        if (WhyNot(headers) is { } why)
        {
            Count(_passedOver, why);
            return;
        }

        var state = _tracker?.Next(headers) ?? deciding.Ordinary.State;
        var captured = CapturedPackets.Of(headers, deciding.Ordinary, state).Routed(deciding.Hook);
        var packet = deciding.Given.On(captured);
        var decision = deciding.Walk.Explain(packet, deciding.Hook);
        if ((decision.Verdicts & Verdicts.Accept) == 0) _tracker?.TakeBack();
        output.Add(packet, decision, (number, seen.At));
        Count(_verdicts, decision.Verdicts.InWords);
    }

    string? WhyNot(in PacketHeaders headers)
    {
        if (headers.Fault is PacketFault.UnknownLinkType) return "of a link type that is not read";
        if (headers.Fault is not PacketFault.None) return "broken or cut short";
        if (!headers.IsIp) return "not IP";
        if (headers.Family != deciding.Ordinary.Family)
            return headers.Family is IpFamily.V4 ? "IPv4, for another rule set" : "IPv6, for another rule set";
        return headers.IsLaterFragment && _tracker is not null ? "later fragments" : null;
    }

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
