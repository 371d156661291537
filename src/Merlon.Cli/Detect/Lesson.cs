using System.Globalization;
using Merlon.Detection;
using Merlon.Detection.Models;
using Merlon.Features;
using Merlon.Packets;

namespace Merlon.Cli;

/// <summary>The training of a detector under way.</summary>
sealed class Lesson
{
    const double Memory = 0.999;   // of the mean loss: a thousand packets

    readonly DetectorKind _kind;
    readonly TrainingSettings _settings;
    readonly Familiarity? _known;
    readonly IFeatureExtractor _features;
    readonly ICourse _course;
    readonly ProgressFile? _file;
    readonly EndRequest _end;
    readonly Beginnings _beginnings;
    readonly long _resumedAt;
    UnfinishedTraining? _before;
    (long Packets, ulong Fingerprint) _traffic;
    long _learnt;
    double _firstLoss, _loss;

    /// <param name="end">Asks that it end.</param>
    /// <param name="file">Where it is kept how far it has come. Null: nowhere.</param>
    /// <param name="before">What to go on with; null for a beginning.</param>
    public Lesson(
        DetectorKind kind, TrainingSettings settings, EndRequest end, ProgressFile? file = null,
        UnfinishedTraining? before = null)
    {
        (_file, _end) = (file, end);
        (_kind, _settings, _known) = (kind, settings, kind.NewKnown(settings.Seed));
        (_features, _course) = (kind.NewFeatures(_known), kind.NewCourse(settings));
        _beginnings = new(kind, _known, _course);
        _before = before;
        if (_before is null) return;

        _course.Resume(_before.Progress);
        _resumedAt = _before.Packets;
        (_learnt, _firstLoss, _loss) = (_before.Packets, _before.FirstLoss, _before.Loss);
    }

    /// <summary>Whether what it went on with was of other traffic, so that nothing can come of it.</summary>
    public bool IsOfOtherTraffic { get; private set; }

    /// <summary>The mean error of the first packets or epoch, and of the last; null where none is known.</summary>
    public (double First, double Last)? Losses => _learnt == 0 ? null : (_firstLoss, _loss);

    public long Forgotten => _features.Forgotten;

    public string InWords => Losses is var (_, last)
        ? string.Create(CultureInfo.InvariantCulture, $"loss {last:0.0000}")
        : _kind.NeedsMap ? "learning which features go together" : "learning";

    public void Learn(in CapturedPacket packet)
    {
        Compare(packet);
        var headers = PacketHeaders.Read(packet);
        var features = _features.Add(headers, packet.At, packet.Length);
        if (_features.IsTelling && _course.Learn(features) is { } loss) Note(loss, Memory);
        _beginnings.Learn(headers, packet.At, packet.Length);
        if (_traffic.Packets % ProgressFile.Every == 0) KeepIfDue();
    }

    public void LearnEpochs()
    {
        IsOfOtherTraffic |= _before is not null   // there was less of it, or more than it drew from
            || (_course.Progress is DenseProgress && _traffic.Packets != _resumedAt);
        if (IsOfOtherTraffic) return;

        var epochs = _course.EpochsLeft;
        using var progress = ProgressLine.Start(
            () => 1 - (double)_course.EpochsLeft / epochs, "epochs", every: 1, tail: () => InWords);
        while (_course.EpochsLeft > 0)
        {
            Note(_course.LearnEpoch(), memory: 0);
            KeepIfDue();
            _end.Heed();
            progress.Tick(epochs - _course.EpochsLeft);
        }
    }

    /// <summary>Writes down how far it has come, if that is farther than before.</summary>
    public void Keep()
    {
        if (_before is null && !IsOfOtherTraffic && _course.Progress is { } progress)   // a copy of all that was learnt
            _file?.Keep(UnfinishedTraining.Of(_kind.Name, _settings, _traffic, (_firstLoss, _loss), progress));
    }

    public Model ToModel(Learnt learnt) => new()
    {
        Form = Model.TheForm,
        Version = Model.TheVersion,
        Detector = _kind.Name,
        TrainedOn = learnt,
        Settings = _settings,
        Known = _known?.State,
        State = _course.State!,
        Calibrated = null,
        Checksum = "",
    };

    // Once it has come to where it was before, the traffic must have been the same.
    void Compare(in CapturedPacket packet)
    {
        var print = SplitMix.Mix(_traffic.Fingerprint, (ulong)(packet.At.Ticks ^ packet.Length));
        _traffic = (_traffic.Packets + 1, print);
        if (_before?.Packets != _traffic.Packets) return;

        IsOfOtherTraffic = _before.Fingerprint != print;
        _before = null;
    }

    void KeepIfDue()
    {
        if (_file is { IsDue: true }) Keep();
    }

    void Note(double loss, double memory)
    {
        _learnt++;
        _loss = _learnt == 1 ? loss : memory * _loss + (1 - memory) * loss;
        var first = memory > 0 ? 1 / (1 - memory) : 1;
        if (_learnt <= first) _firstLoss += (loss - _firstLoss) / _learnt;
    }
}
