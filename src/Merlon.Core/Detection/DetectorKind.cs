using System.Collections.Immutable;
using Merlon.Detection.Dense;
using Merlon.Detection.Models;
using Merlon.Features;

namespace Merlon.Detection;

/// <summary>One of the detectors there are: what it looks at, and how it learns.</summary>
public sealed class DetectorKind
{
    readonly Func<int, TrainingSettings, ICourse> _course;
    readonly Type _state;
    readonly bool _isOfFlows;

    DetectorKind(string name, bool isOfFlows, Type state, Func<int, TrainingSettings, ICourse> course) =>
        (Name, _isOfFlows, _state, _course) = (name, isOfFlows, state, course);

    /// <summary>All, those with a network first.</summary>
    public static ImmutableArray<DetectorKind> All { get; } =
    [
        new("flows", isOfFlows: true, typeof(DenseState), Autoencoder),
        new("packets", isOfFlows: false, typeof(EnsembleState), Ensemble),
        .. Plain("flows", isOfFlows: true),
        .. Plain("packets", isOfFlows: false),
    ];

    public string Name { get; }

    /// <summary>Whether packets are needed that tell which features go together.</summary>
    public bool NeedsMap => _state == typeof(EnsembleState);

    /// <returns>Null where there is none of that name.</returns>
    public static DetectorKind? Of(string? name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <param name="known">What was met in training, or is being met; what looks at packets asks for none.</param>
    public IFeatureExtractor NewFeatures(Familiarity? known) =>
        _isOfFlows ? new FlowFeatures(known!) : new PacketFeatures(new());

    /// <summary>
    /// As <see cref="NewFeatures"/>, for the short time in which a run begins: it has seen no traffic, and what came
    /// lately seems to be little; null where that makes no difference.
    /// </summary>
    public IFeatureExtractor? NewBeginning(Familiarity? known) =>
        _isOfFlows ? new FlowFeatures(known!.AsKnown, capacity: 1 << 12) : null;

    /// <summary>What is going to be met in training; null where the features do not ask for it.</summary>
    public Familiarity? NewKnown(ulong seed) => _isOfFlows ? new(seed) : null;

    public ICourse NewCourse(TrainingSettings settings) => CourseOf(FeatureCount, settings);

    /// <summary>As <see cref="NewCourse"/>, on other features.</summary>
    public ICourse CourseOf(int features, TrainingSettings settings) => _course(features, settings);

    /// <summary>Whether what was read can be how far a training with these settings has come.</summary>
    public bool Fits(CourseProgress progress, TrainingSettings settings) =>
        progress.IsOf(_state) && progress.IsSound(FeatureCount, settings);

    /// <summary>Whether what was read can be what it learnt.</summary>
    public bool Fits(DetectorState state, FamiliarityState? known) => state.GetType() == _state
        && state.IsSound(FeatureCount) && (_isOfFlows ? known is { IsSound: true } : known is null);

    int FeatureCount => _isOfFlows ? FlowFeatures.FeatureCount : PacketFeatures.FeatureCount;

    static IEnumerable<DetectorKind> Plain(string of, bool isOfFlows) =>
    [
        new($"{of}-zscore", isOfFlows, typeof(ZScoreState),
            (features, _) => new ZScoreDetector.Course(features, SpreadOf(isOfFlows))),
        new($"{of}-boxplot", isOfFlows, typeof(BoxPlotState),
            (features, settings) => new BoxPlotDetector.Course(features, settings.Seed, SpreadOf(isOfFlows))),
        new($"{of}-mahalanobis", isOfFlows, typeof(MahalanobisState),
            (features, _) => new MahalanobisDetector.Course(features, SpreadOf(isOfFlows))),
    ];

    static DenseCourse Autoencoder(int features, TrainingSettings settings) =>
        new(features, new()
        {
            Epochs = settings.Epochs,
            LeastSpread = FlowFeatures.LeastSpread,
            Seed = settings.Seed,
        });

    static double SpreadOf(bool isOfFlows) => isOfFlows ? FlowFeatures.LeastSpread : 0;

    static EnsembleCourse Ensemble(int features, TrainingSettings settings) => new(features, new()
    {
        MapVectors = settings.MapPackets,
        TrainingVectors = int.MaxValue,
        Seed = settings.Seed,
    });
}
