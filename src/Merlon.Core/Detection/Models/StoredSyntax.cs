using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Merlon.Detection.Models;

/// <summary>Records as JSON. What is not of the form, not all of it, or not as it was written, is refused.</summary>
/// <param name="noun">What it is, in words: <c>a model</c>.</param>
/// <param name="expected">What was expected in its place, in words.</param>
/// <param name="remedy">What to do where it is not as it was written, or of another version, in words.</param>
/// <param name="faultOf">What does not fit together in it; null where it is sound.</param>
sealed class StoredSyntax<T>(
    string form, int version, string noun, string expected, string remedy, Func<T, string?> faultOf)
    where T : StoredRecord
{
    static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 8,
        Converters = { new StoredNumbers.FiniteConverter() },
    };

    static readonly JsonSerializerOptions Lenient = new(Strict)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <returns>With its checksum.</returns>
    public static byte[] Print(T record) => [.. Bytes(record, ChecksumOf(record)), (byte)'\n'];

    /// <param name="fault">Why it is none, or none to trust, in words for its user.</param>
    /// <returns>Null when there is a <paramref name="fault"/>.</returns>
    public T? Read(ReadOnlySpan<byte> json, out string? fault)
    {
        fault = null;
        try
        {
            fault = HeadFault(json);
            var record = fault is null ? JsonSerializer.Deserialize<T>(json, Strict) : null;
            if (record is null) return null;

            fault = faultOf(record) is { } unfit ? $"{unfit}; {expected}"
                : record.Checksum == ChecksumOf(record) ? null
                : $"damaged: its checksum is not that of what it holds; {remedy}";
            return fault is null ? record : null;
        }
        catch (JsonException e)
        {
            fault = $"line {e.LineNumber + 1 ?? 1}, byte {e.BytePositionInLine + 1 ?? 1}: this is something else, or "
                + $"damaged; {expected}";
            return null;
        }
    }

    // Before all else: another version may have another form.
    string? HeadFault(ReadOnlySpan<byte> json)
    {
        var head = JsonSerializer.Deserialize<Head>(json, Lenient);
        if (head?.Form != form) return $"not {noun}; {expected}";
        return head.Version == version ? null
            : $"{noun} of version {head.Version}; expected version {version}: {remedy}";
    }

    static string ChecksumOf(T record) => Convert.ToHexStringLower(SHA256.HashData(Bytes(record, "")));

    static byte[] Bytes(T record, string checksum) =>
        JsonSerializer.SerializeToUtf8Bytes((T)(record with { Checksum = checksum }), Strict);

    sealed record Head(string? Form = null, int Version = 0);
}
