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
    long _learnt;
    double _firstLoss, _loss;

    public Lesson(DetectorKind kind, TrainingSettings settings)
    {
        (_kind, _settings, _known) = (kind, settings, kind.NewKnown(settings.Seed));
        (_features, _course) = (kind.NewFeatures(_known), kind.NewCourse(settings));
    }

    /// <summary>The mean error of the first packets or epoch, and of the last; null where none is known.</summary>
    public (double First, double Last)? Losses => _learnt == 0 ? null : (_firstLoss, _loss);

    public long Forgotten => _features.Forgotten;

    public string InWords => Losses is var (_, last)
        ? string.Create(CultureInfo.InvariantCulture, $"loss {last:0.0000}")
        : _kind.NeedsMap ? "learning which features go together" : "learning";

    public void Learn(in CapturedPacket packet)
    {
        var features = _features.Add(PacketHeaders.Read(packet), packet.At, packet.Length);
        if (_features.IsTelling && _course.Learn(features) is { } loss) Note(loss, Memory);
    }

    public void LearnEpochs()
    {
        var epochs = _course.EpochsLeft;
        using var progress = ProgressLine.Start(
            () => 1 - (double)_course.EpochsLeft / epochs, "epochs", every: 1, tail: () => InWords);
        while (_course.EpochsLeft > 0)
        {
            Note(_course.LearnEpoch(), memory: 0);
            progress.Tick(epochs - _course.EpochsLeft);
        }
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

    void Note(double loss, double memory)
    {
        _learnt++;
        _loss = _learnt == 1 ? loss : memory * _loss + (1 - memory) * loss;
        var first = memory > 0 ? 1 / (1 - memory) : 1;
        if (_learnt <= first) _firstLoss += (loss - _firstLoss) / _learnt;
    }
}
