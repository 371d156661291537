using System.Collections.Immutable;
using System.CommandLine;
using Merlon.Detection.Models;
using Merlon.Flows.Captured;
using Merlon.Host;
using Merlon.Packets;

namespace Merlon.Cli;

/// <summary>Captures, read one after the other as if they were one.</summary>
/// <param name="end">Asks that nothing more be read.</param>
/// <param name="tellsBroken">Whether broken packets are told of; not where another reader of them does.</param>
sealed class CaptureFiles(IReadOnlyList<string> paths, EndRequest end, bool tellsBroken = true)
{
    readonly ImmutableArray<LearntFile>.Builder _read = ImmutableArray.CreateBuilder<LearntFile>();
    DateTime? _firstSeen;
    DateTime _lastSeen;
    long _packets, _addressed;

    public delegate void PacketAction(in CapturedPacket packet);

    /// <param name="isNeeded">There must be one at least.</param>
    public static Argument<string[]> Argument(string description, bool isNeeded = true) => new("capture")
    {
        Description = description,
        Arity = isNeeded ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
        Validators = { Options.RefuseOptions },
    };

    /// <summary>What was read, once all of it was.</summary>
    public Learnt Learnt => new(_read.ToImmutable(), _packets, _firstSeen ?? default, _lastSeen);

    /// <param name="tail">What the line of progress ends with.</param>
    /// <returns>Whether all could be read; if not, the user has been told.</returns>
    /// <exception cref="OperationCanceledException">Somebody asked to end.</exception>
    public bool TryReadAll(PacketAction next, Func<string>? tail = null) =>
        paths.All(path => TryRead(path, next, tail)) && IsDecoded();

    bool TryRead(string path, PacketAction next, Func<string>? tail)
    {
        using var file = InputFile.Open(path, out var failure, isDigested: true, () => end.IsMade);
        end.Heed();
        if (file is not null && TryRead(file, next, tail, out failure)) return true;

        Screen.Error(failure!);
        return false;
    }

    bool TryRead(InputFile file, PacketAction next, Func<string>? tail, out string? failure)
    {
        var (before, counts) = (_lastSeen, new PacketCounts());
        DateTime? begins = null;
        var reader = CaptureReader.Open(new(file.Content), out failure);
        if (reader is not null)
        {
            using var progress = ProgressLine.Start(() => (double?)file.Position / file.Length, "packets", tail: tail);
            while (reader.TryRead(out var packet))
            {
                begins ??= packet.At;
                Note(packet, counts);
                next(packet);
                progress.Tick(reader.Packets);
                end.Heed();
            }

            failure = reader.IsCutOff ? null : reader.Failure;
        }

        end.Heed();   // what comes on standard input has ended for that
        if (reader is { IsCutOff: true }) Screen.Note($"{file.Name}: {reader.Failure}; what came before it was read");
        if (tellsBroken) CaptureText.TellBroken(file.Name, counts);
        failure ??= WhyNotNoted(file, begins, before);
        failure = failure is null ? null : $"{file.Name}: {failure}";
        return failure is null;
    }

    string? WhyNotNoted(InputFile file, DateTime? begins, DateTime before)
    {
        try
        {
            var (bytes, sha256) = file.Digest();
            if (_read.FirstOrDefault(one => one.Sha256 == sha256) is { } same)
                Screen.Note($"{file.Name}: the same as {same.Path}; its packets count twice");
            else if (begins < before)
            {
                Screen.Note($"{file.Name}: begins at {begins:yyyy-MM-dd HH:mm:ss} UTC, but what was read before it "
                    + $"ends at {before:yyyy-MM-dd HH:mm:ss}; expected captures in order of time");
            }

            _read.Add(new(file.Name, bytes, sha256));
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    void Note(in CapturedPacket packet, PacketCounts counts)
    {
        var headers = PacketHeaders.Read(packet);
        counts.Note(headers);
        _packets++;
        if (headers.HasAddresses) _addressed++;
        if (_firstSeen is null || packet.At < _firstSeen) _firstSeen = packet.At;
        if (packet.At > _lastSeen) _lastSeen = packet.At;
    }

    bool IsDecoded()
    {
        if (_packets == 0 || _addressed > 0) return true;

        Screen.Error($"{string.Join(", ", paths)}: no packet tells who sent it to whom; expected packets of IP or ARP, "
            + "as captured on Ethernet or Linux's any");
        return false;
    }
}
