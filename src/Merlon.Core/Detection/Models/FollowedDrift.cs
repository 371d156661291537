using Merlon.Detection.Drift;

namespace Merlon.Detection.Models;

/// <summary>What was followed of slow drift, as it is stored, so that another run can go on with it.</summary>
public sealed record FollowedDrift : StoredRecord
{
    /// <summary>No such file is so long; what is is not read.</summary>
    public const int MostBytes = 1 << 20;

    const string TheForm = "merlon-drift";

    const int TheVersion = 2;

    static readonly StoredSyntax<FollowedDrift> Syntax = new(
        TheForm, TheVersion, "drift that was followed",
        "expected what merlon detect run --adapt wrote, or the name of a new file", "give the name of a new file",
        drift => drift.State.IsSound ? null : "its numbers do not fit together");

    /// <summary>The checksum of the model whose threshold it is about.</summary>
    public required string Model { get; init; }

    public required DriftState State { get; init; }

    public static FollowedDrift Of(Model model, DriftState state) => new()
    {
        Form = TheForm,
        Version = TheVersion,
        Model = model.Checksum,
        State = state,
        Checksum = "",
    };

    /// <returns>With its checksum.</returns>
    public byte[] Print() => StoredSyntax<FollowedDrift>.Print(this);

    /// <inheritdoc cref="ModelSyntax.Read"/>
    /// <param name="model">That it must be about.</param>
    public static FollowedDrift? Read(ReadOnlySpan<byte> json, Model model, out string? fault)
    {
        if (Syntax.Read(json, out fault) is not { } drift) return null;
        if (drift.Model == model.Checksum) return drift;

        fault = "of another model, or of this one as it was calibrated before; expected the model that it was "
            + "followed with, or the name of a new file";
        return null;
    }
}

/// <summary>How far a <see cref="DriftingThreshold"/> has come.</summary>
/// <param name="Factor">The threshold, over the calibrated one.</param>
/// <param name="Level">Of the scores.</param>
/// <param name="FirstHeard">UTC; the beginning of time where nothing was.</param>
/// <param name="LastHeard">UTC; what is not later is not heard again, but for what was skipped.</param>
/// <param name="Skipped">What leaps ahead skipped.</param>
public sealed record DriftState(
    double Factor, double Level, DateTime FirstHeard, DateTime LastHeard, Stretch Skipped = default)
{
    public bool IsSound => Factor >= 1 && Factor <= new DriftPace().Most && double.IsFinite(Level) && Level > 0
        && FirstHeard <= LastHeard && Skipped.From <= Skipped.Until;
}
