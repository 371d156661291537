using System.Globalization;

namespace Merlon.Flows.Formats;

public class TimestampsTests
{
    [Fact]
    public void Every_time_is_read_back_from_every_way_of_writing_it()
    {
        var random = new Random(11);
        for (var i = 0; i < 5_000; i++)
        {
            var time = DateTime.UnixEpoch.AddTicks(random.NextInt64(TimeSpan.TicksPerDay * 365 * 250));
            var offset = TimeSpan.FromMinutes(random.Next(-18 * 60, 18 * 60 + 1));
            var sinceEpoch = (time - DateTime.UnixEpoch).Ticks;
            var local = time + offset;
            var seconds = $"{sinceEpoch / TimeSpan.TicksPerSecond}.{sinceEpoch % TimeSpan.TicksPerSecond:D7}";

            Assert.Equal(time, Epoch(seconds));
            Assert.Equal(time, Epoch(seconds + "99"));
            Assert.Equal(time, YearFirst($"{time:yyyy-MM-ddTHH:mm:ss.fffffff}", default));
            Assert.Equal(time, YearFirst($"{local:yyyy/MM/dd HH:mm:ss.fffffff}", offset));
            Assert.Equal(time, YearFirst($"{local:yyyy-MM-dd HH:mm:ss.fffffff}{Written(offset, ":")}", default));
            Assert.Equal(time, YearFirst($"{local:yyyy-MM-ddTHH:mm:ss.fffffff}{Written(offset, "")}", default));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-31")]
    [InlineData("2026-01-31T12")]
    [InlineData("2026-01-31T12:00:00+")]
    [InlineData("2026-01-31T12:00:00+1")]
    [InlineData("2026-01-31T12:00:00+19:00")]
    [InlineData("2026-01-31T12:00:00+02:60")]
    [InlineData("2026-01-31T12:00:00 UTC")]
    [InlineData("2026-01-31T12:00:00.12.3")]
    [InlineData("2026-01-31T12:00:00ZZ")]
    [InlineData("2026-02-29T12:00:00")]
    [InlineData("2026-00-01T12:00:00")]
    [InlineData("2026-01-32T12:00:00")]
    [InlineData("2026-01-31T24:00:00")]
    [InlineData("2026-01-31T12:60:00")]
    [InlineData("2026-01-31T12:00:61")]
    [InlineData("2026-01/31 12:00:00")]
    [InlineData("1969-12-31T23:59:59")]
    [InlineData("9999-12-31T23:59:59")]
    [InlineData("2026-01-31T12:-1:00")]
    [InlineData("٢٠٢٦-01-31T12:00:00")]
    public void What_is_not_a_time_is_not_read_as_one(string text)
    {
        Assert.False(Timestamps.TryReadYearFirst(Spelling.Utf8(text), default, out _, out _));
        Assert.False(Timestamps.TryReadEpochOfAnyUnit(Spelling.Utf8(text), out _));
    }

    [Fact]
    public void A_leap_second_is_the_one_after() =>
        Assert.Equal(
            new DateTime(2017, 1, 1, 0, 0, 0, DateTimeKind.Utc), YearFirst("2016-12-31T23:59:60Z", default));

    [Theory]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("253402214400")]
    [InlineData("9223372036854775808")]
    [InlineData("1767268800.1234567890123456789")]
    public void Seconds_since_1970_are_digits_and_one_point(string text) =>
        Assert.False(Timestamps.TryReadEpoch(Spelling.Utf8(text), out _));

    // 100 ns are the unit in which durations are kept; binary fractions must not make a difference of one.
    [Fact]
    public void Durations_are_read_to_the_last_digit()
    {
        var random = new Random(12);
        for (var i = 0; i < 20_000; i++)
        {
            var micros = random.NextInt64(random.Next(2) == 0 ? 5_000_000 : 40_000_000_000);
            var text = (micros / 1e6m).ToString(CultureInfo.InvariantCulture);
            Assert.True(Timestamps.TryReadSpan(Spelling.Utf8(text), TimeSpan.FromSeconds(1), out var span));
            Assert.Equal(micros, span.Ticks / TimeSpan.TicksPerMicrosecond);
            Assert.Equal(0, span.Ticks % TimeSpan.TicksPerMicrosecond);
        }
    }

    [Theory]
    [InlineData("0.022170000000000002", 221_700)]   // as pandas writes what it has read
    [InlineData("0.38892999999999996", 3_889_300)]
    [InlineData("1.135424e0", 11_354_240)]
    [InlineData("-0.5", -5_000_000)]
    public void Other_ways_of_writing_a_duration_are_rounded(string text, long ticks)
    {
        Assert.True(Timestamps.TryReadSpan(Spelling.Utf8(text), TimeSpan.FromSeconds(1), out var span));
        Assert.Equal(ticks, span.Ticks);
    }

    [Theory]
    [InlineData("0", 1970)]
    [InlineData("99999999999", 5138)]              // seconds
    [InlineData("100000000000", 1973)]             // milliseconds
    [InlineData("99999999999999", 5138)]
    [InlineData("100000000000000", 1973)]          // microseconds
    [InlineData("99999999999999999", 5138)]
    [InlineData("100000000000000000", 1973)]       // nanoseconds
    [InlineData("9223372036854775807", 2262)]
    public void The_unit_of_an_epoch_is_told_by_its_size(string text, int year)
    {
        Assert.True(Timestamps.TryReadEpochOfAnyUnit(Spelling.Utf8(text), out var time));
        Assert.Equal(year, time.Year);
    }

    [Theory]
    [InlineData("1e300", 36_525)]
    [InlineData("-1e300", -36_525)]
    [InlineData("1.5e1", 0)]
    public void Durations_of_more_than_a_century_are_a_century(string text, int days)
    {
        Assert.True(Timestamps.TryReadSpan(Spelling.Utf8(text), TimeSpan.FromSeconds(1), out var span));
        Assert.Equal(days, span.Days);
    }

    static DateTime Epoch(string text)
    {
        Assert.True(Timestamps.TryReadEpoch(Spelling.Utf8(text), out var time), text);
        return time;
    }

    static DateTime YearFirst(string text, TimeSpan assumed)
    {
        Assert.True(Timestamps.TryReadYearFirst(Spelling.Utf8(text), assumed, out var time, out _), text);
        return time;
    }

    static string Written(TimeSpan offset, string colon) =>
        $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset.Duration():hh}{colon}{offset.Duration():mm}";
}
