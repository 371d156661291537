using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Merlon.Detection.Models;

/// <summary>Models as JSON. What is not of the form, not all of it, or not as it was written, is refused.</summary>
public static class ModelSyntax
{
    /// <summary>No model is so long; what is is not read.</summary>
    public const int MostBytes = 64 << 20;

    const string Expected = "expected a model, as merlon detect train writes it";

    static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 8,
    };

    static readonly JsonSerializerOptions Lenient = new(Strict)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <returns>With its checksum.</returns>
    public static byte[] Print(Model model) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(model with { Checksum = ChecksumOf(model) }, Strict), (byte)'\n'];

    /// <param name="fault">Why it is none, or none to trust, in words for its user.</param>
    /// <returns>Null when there is a <paramref name="fault"/>.</returns>
    public static Model? Read(ReadOnlySpan<byte> json, out string? fault)
    {
        fault = null;
        try
        {
            fault = HeadFault(json);
            var model = fault is null ? JsonSerializer.Deserialize<Model>(json, Strict) : null;
            if (model is null) return null;

            fault = FaultOf(model);
            return fault is null ? model : null;
        }
        catch (JsonException e)
        {
            fault = $"line {e.LineNumber + 1 ?? 1}, byte {e.BytePositionInLine + 1 ?? 1}: this is something else, or "
                + $"damaged; {Expected}";
            return null;
        }
    }

    // Before all else: another version may have another form.
    static string? HeadFault(ReadOnlySpan<byte> json)
    {
        var head = JsonSerializer.Deserialize<Head>(json, Lenient);
        if (head?.Form != Model.TheForm) return $"not a model; {Expected}";
        return head.Version == Model.TheVersion ? null
            : $"a model of version {head.Version}; expected version {Model.TheVersion}: train it anew with this merlon";
    }

    static string? FaultOf(Model model)
    {
        if (DetectorKind.Of(model.Detector) is not { } kind)
            return $"of a detector that this merlon does not know; {Expected}";
        if (!kind.Fits(model.State, model.Known)) return $"its numbers do not fit together; {Expected}";
        if (!IsSound(model.TrainedOn) || model.Calibrated is { } calibrated && !IsSound(calibrated))
            return $"a part of it is missing; {Expected}";
        return model.Checksum == ChecksumOf(model) ? null
            : "damaged: its checksum is not that of what it holds; train it anew";
    }

    static bool IsSound(Learnt learnt) => !learnt.Files.IsDefault && learnt.Files.All(file => file is not null);

    static bool IsSound(Calibrated calibrated) => calibrated is { On: not null, Calibration: not null }
        && IsSound(calibrated.On) && double.IsFinite(calibrated.Calibration.Threshold);

    static string ChecksumOf(Model model)
    {
        var rest = JsonSerializer.SerializeToUtf8Bytes(model with { Checksum = "" }, Strict);
        return Convert.ToHexStringLower(SHA256.HashData(rest));
    }

    sealed record Head(string? Form = null, int Version = 0);
}
