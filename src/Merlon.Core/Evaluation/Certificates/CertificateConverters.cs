using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Evaluation.Certificates;

/// <summary>A value that is a string in JSON, and only some strings are values.</summary>
abstract class WordConverter<T>(string expected) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && TryRead(reader.GetString()!, out var value)
            ? value : throw new JsonException($"expected {expected}");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Print(value));

    protected abstract bool TryRead(string word, out T value);

    protected virtual string Print(T value) => $"{value}";
}

/// <summary>A number, and only some are values.</summary>
abstract class NumberConverter<T>(string expected) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Number && TryRead(reader, out var value)
            ? value : throw new JsonException($"expected {expected}");

    protected abstract bool TryRead(in Utf8JsonReader reader, out T value);
}

sealed class FormConverter() : WordConverter<string>($"\"{Certificate.TheForm}\"")
{
    protected override bool TryRead(string word, out string value) => (value = word) == Certificate.TheForm;
}

sealed class VersionConverter() : NumberConverter<int>(
    $"version {Certificate.TheVersion}: this certificate is not of a version that this merlon knows")
{
    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);

    protected override bool TryRead(in Utf8JsonReader reader, out int value) =>
        reader.TryGetInt32(out value) && value == Certificate.TheVersion;
}

sealed class CountConverter() : NumberConverter<long>("a count: a whole number, 0 or more")
{
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);

    protected override bool TryRead(in Utf8JsonReader reader, out long value) =>
        reader.TryGetInt64(out value) && value >= 0;
}

sealed class ShareConverter() : NumberConverter<double>("a share: a number from 0 to 1")
{
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);

    protected override bool TryRead(in Utf8JsonReader reader, out double value) =>
        reader.TryGetDouble(out value) && value is >= 0 and <= 1;
}

/// <summary>Seconds, which are exact to a tick.</summary>
sealed class SecondsConverter() : NumberConverter<TimeSpan>("a length of time in seconds")
{
    const decimal Most = 36_500m * 86_400;   // a hundred years

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerSecond);

    protected override bool TryRead(in Utf8JsonReader reader, out TimeSpan value)
    {
        var isSeconds = reader.TryGetDecimal(out var seconds) && Math.Abs(seconds) <= Most;
        value = isSeconds ? new((long)(seconds * TimeSpan.TicksPerSecond)) : default;
        return isSeconds;
    }
}

sealed class PrefixConverter() : WordConverter<IpPrefix>("a prefix such as 10.0.0.0/8")
{
    protected override bool TryRead(string word, out IpPrefix value) => IpPrefix.TryParse(word, out value);
}

sealed class ChainConverter() : WordConverter<Hook>("FORWARD or INPUT")
{
    protected override bool TryRead(string word, out Hook value)
    {
        value = word == Hook.Input.ChainName ? Hook.Input : Hook.Forward;
        return word == value.ChainName;
    }

    protected override string Print(Hook value) => value.ChainName;
}

sealed class DigestConverter() : WordConverter<string>("a SHA-256 in hexadecimal")
{
    protected override bool TryRead(string word, out string value) =>
        (value = word).Length == 64 && word.All(char.IsAsciiHexDigitLower);
}

sealed class FormatConverter() : WordConverter<string>($"one of {string.Join(", ", FlowFormats.Names)}")
{
    protected override bool TryRead(string word, out string value) => FlowFormats.Names.Contains(value = word);
}

sealed class ClockConverter() : WordConverter<string>("auto or 24h")
{
    protected override bool TryRead(string word, out string value) => (value = word) is "auto" or "24h";
}

/// <summary>A time in UTC, as <c>2026-01-01T12:00:00Z</c>.</summary>
sealed class UtcConverter() : WordConverter<DateTime>("a time in UTC such as 2026-01-01T12:00:00Z")
{
    protected override bool TryRead(string word, out DateTime value) =>
        DateTime.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out value)
        && value.Kind is DateTimeKind.Utc;

    protected override string Print(DateTime value) =>
        DateTime.SpecifyKind(value, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);
}
