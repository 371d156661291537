using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Merlon.Detection.Models;

/// <summary>What numbers a stored detector may hold: those that traffic can lead to.</summary>
/// <remarks>Others would overflow as soon as a packet is scored.</remarks>
static class StoredNumbers
{
    // Features of traffic reach 1e20, their sums over a training 1e30; Spread.Least divides by no less than 1e-9.
    const double Largest = 1e40, LeastDivisor = 1e-12;

    public static bool Holds(ImmutableArray<double> numbers, long count) =>
        !numbers.IsDefault && numbers.Length == count && numbers.All(number => Math.Abs(number) <= Largest);

    /// <summary>As <see cref="Holds"/>, and one can divide by them.</summary>
    public static bool HoldsDivisors(ImmutableArray<double> numbers, long count) =>
        Holds(numbers, count) && numbers.All(number => number >= LeastDivisor);

    /// <summary>As <see cref="Holds"/>, of numbers and of others that are no less.</summary>
    public static bool HoldsRanges(ImmutableArray<double> least, ImmutableArray<double> most, long count) =>
        Holds(least, count) && Holds(most, count) && least.Zip(most).All(one => one.First <= one.Second);

    public static bool IsShare(double share) => share is >= 0 and <= 1;

    /// <summary>Refuses what is out of a double's range, which would be read as infinite.</summary>
    public sealed class FiniteConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDouble() is var number && double.IsFinite(number) ? number : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value);
    }
}
