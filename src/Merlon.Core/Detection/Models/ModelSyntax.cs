namespace Merlon.Detection.Models;

/// <summary>Models as JSON. What is not of the form, not all of it, or not as it was written, is refused.</summary>
public static class ModelSyntax
{
    /// <summary>No model is so long; what is is not read.</summary>
    public const int MostBytes = 64 << 20;

    static readonly StoredSyntax<Model> Syntax = new(
        Model.TheForm, Model.TheVersion, "a model", "expected a model, as merlon detect train writes it",
        "train it anew with this merlon", FaultOf);

    /// <returns>With its checksum.</returns>
    public static byte[] Print(Model model) => StoredSyntax<Model>.Print(model);

    /// <param name="fault">Why it is none, or none to trust, in words for its user.</param>
    /// <returns>Null when there is a <paramref name="fault"/>.</returns>
    public static Model? Read(ReadOnlySpan<byte> json, out string? fault) => Syntax.Read(json, out fault);

    static string? FaultOf(Model model)
    {
        if (DetectorKind.Of(model.Detector) is not { } kind) return "of a detector that this merlon does not know";
        if (!kind.Fits(model.State, model.Known)) return "its numbers do not fit together";
        if (!model.TrainedOn.IsSound) return "what it says of its training makes no sense";
        return model.Calibrated is null or { IsSound: true } ? null : "what it says of its calibration makes no sense";
    }
}
