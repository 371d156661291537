using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Merlon.Flows.Captured;
using Merlon.Rules.Syntax;

namespace Merlon.Evaluation.Certificates;

/// <summary>Certificates as JSON. Strict: what is not of the form, or not all of it, is a fault.</summary>
public static class CertificateSyntax
{
    /// <summary>No certificate is so long; what is is not read.</summary>
    public const int MostBytes = 64 << 20;

    const int MostDepth = 8, LongestMessage = 200;

    const string Expected = "a certificate, as merlon respond --certificate writes it";

    static readonly TimeSpan MostOffset = TimeSpan.FromHours(19);

    static readonly JsonSerializerOptions Strict = Options(null);

    /// <param name="encoder">Says which characters stand as they are.</param>
    public static byte[] Print(Certificate certificate, JavaScriptEncoder encoder) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(certificate, Options(encoder)), (byte)'\n'];

    /// <param name="fault">What is wrong with the first place that is.</param>
    /// <returns>Null when there is a <paramref name="fault"/>.</returns>
    public static Certificate? Read(ReadOnlySpan<byte> json, out Fault fault)
    {
        fault = default;
        try
        {
            if (JsonSerializer.Deserialize<Certificate>(json, Strict) is { } certificate && IsSound(certificate))
                return certificate;
            fault = new(1, 1, "a part of it is missing, or no log can be read so", Expected);
        }
        catch (JsonException e)
        {
            fault = FaultOf(e);
        }

        return null;
    }

    // Arrays are structs, and may be null for all that the types say.
    static bool IsSound(Certificate certificate) =>
        certificate.Reading.UtcOffset.Duration() <= MostOffset
        && !certificate.Internals.IsDefault && !certificate.Logs.IsDefault && !certificate.Rules.IsDefault
        && certificate.Logs.All(log => log is { File: not null })
        && certificate.Rules.All(rule => rule is { Lines.IsDefaultOrEmpty: false }
            && rule.Lines.All(line => line is not null));

    static Fault FaultOf(JsonException e)
    {
        var (line, column) = ((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1);
        var at = e.Path is null or "$" ? "" : $"{e.Path}: ";
        const string Own = "expected ";
        if (e.Message.StartsWith(Own, StringComparison.Ordinal))
            return new(line, column, $"{at}this is something else", e.Message[Own.Length..]);

        // It would go on with what stands there, whatever it is.
        if (e.Message.StartsWith('\'')) return new(line, column, $"{at}this is no JSON", Expected);

        // What names types of .NET helps nobody.
        if (e.Message.Contains("Merlon.", StringComparison.Ordinal)
            || e.Message.Contains("System.", StringComparison.Ordinal))
            return new(line, column, $"{at}this is something else, or not all of it", Expected);

        var end = e.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0) end = e.Message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        var message = end < 0 ? e.Message : e.Message[..end];
        return new(line, column, at + message[..Math.Min(message.Length, LongestMessage)].TrimEnd('.'), Expected);
    }

    static JsonSerializerOptions Options(JavaScriptEncoder? encoder) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = MostDepth,
        WriteIndented = true,
        Encoder = encoder,
        Converters =
        {
            new SecondsConverter(), new PrefixConverter(), new UtcConverter(),
            new JsonStringEnumConverter<BoundGround>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<TunnelView>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };
}
