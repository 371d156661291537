using System.Globalization;

namespace Merlon.Context;

/// <summary>Lengths of time as people type them: <c>60s</c>, <c>1h</c>, <c>500ms</c>, <c>90</c> (seconds).</summary>
public static class Durations
{
    static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)), ("", TimeSpan.FromSeconds(1)),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var (suffix, unit) = Units.First(known => text.EndsWith(known.Suffix, StringComparison.OrdinalIgnoreCase));
        if (!double.TryParse(text[..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !(number >= 0 && number * unit.TotalDays <= 36_500)) return false;

        duration = number * unit;
        return true;
    }

    /// <summary>For people: <c>5 min 34 s</c>.</summary>
    public static string Text(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 60 } => $"{duration.TotalSeconds:0.#} s",
        { TotalMinutes: < 60 } => $"{duration.Minutes} min {duration.Seconds} s",
        { TotalDays: < 1 } => $"{duration.Hours} h {duration.Minutes} min",
        _ => $"{duration.Days} d {duration.Hours} h",
    };

    /// <summary>As <see cref="TryParse"/> reads it back: <c>90m</c>, in the largest unit that divides it.</summary>
    public static string Print(TimeSpan duration)
    {
        var (suffix, unit) = Units.Where(known => known.Suffix.Length == 1)
            .OrderByDescending(known => known.Unit)
            .FirstOrDefault(known => duration.Ticks % known.Unit.Ticks == 0, Units[1]);
        return $"{(duration / unit).ToString(CultureInfo.InvariantCulture)}{suffix}";
    }
}
