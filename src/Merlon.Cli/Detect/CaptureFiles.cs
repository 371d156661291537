using System.Collections.Immutable;
using System.CommandLine;
using Merlon.Detection.Models;
using Merlon.Host;
using Merlon.Packets;

namespace Merlon.Cli;

/// <summary>Captures, read one after the other as if they were one.</summary>
sealed class CaptureFiles(IReadOnlyList<string> paths)
{
    readonly ImmutableArray<LearntFile>.Builder _read = ImmutableArray.CreateBuilder<LearntFile>();
    DateTime? _firstSeen;
    DateTime _lastSeen;
    long _packets;

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
    public bool TryReadAll(PacketAction next, Func<string>? tail = null) =>
        paths.All(path => TryRead(path, next, tail));

    bool TryRead(string path, PacketAction next, Func<string>? tail)
    {
        using var file = InputFile.Open(path, out var failure, isDigested: true);
        if (file is not null && TryRead(file, next, tail, out failure)) return true;

        Screen.Error(failure!);
        return false;
    }

    bool TryRead(InputFile file, PacketAction next, Func<string>? tail, out string? failure)
    {
        var reader = CaptureReader.Open(new(file.Content), out failure);
        if (reader is not null)
        {
            using var progress = ProgressLine.Start(() => (double?)file.Position / file.Length, "packets", tail: tail);
            while (reader.TryRead(out var packet))
            {
                Note(packet.At);
                next(packet);
                progress.Tick(reader.Packets);
            }

            failure = reader.IsCutOff ? null : reader.Failure;
            if (reader.IsCutOff) Screen.Note($"{file.Name}: {reader.Failure}; what came before it was read");
        }

        failure ??= WhyNotNoted(file);
        failure = failure is null ? null : $"{file.Name}: {failure}";
        return failure is null;
    }

    string? WhyNotNoted(InputFile file)
    {
        try
        {
            var (bytes, sha256) = file.Digest();
            _read.Add(new(file.Name, bytes, sha256));
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    void Note(DateTime at)
    {
        _packets++;
        if (_firstSeen is null || at < _firstSeen) _firstSeen = at;
        if (at > _lastSeen) _lastSeen = at;
    }
}
