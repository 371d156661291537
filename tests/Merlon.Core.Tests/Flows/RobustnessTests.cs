using System.Text;
using Merlon.Net;

namespace Merlon.Flows;

/// <summary>
/// Whatever a log holds: nothing is thrown, the reader comes to an end, its counts add up, and what could be read is
/// what stands there.
/// </summary>
public class RobustnessTests
{
    static readonly string[] EveryFormat = [FlowFormats.Auto, .. FlowFormats.Names];

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_log_cut_off_at_any_byte_tells_what_the_whole_tells_up_to_there(string sample)
    {
        var log = Samples.Of(sample);
        Assert.Empty(LogProperties.NotPrefixes(ReadAs(Samples.FormatOf(sample)), log, Enumerable.Range(0, log.Length)));
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_log_cut_off_at_any_byte_is_refused_or_read_when_its_format_is_not_named(string sample)
    {
        var log = Samples.Of(sample);
        for (var cut = 0; cut < log.Length; cut++)
            Assert.Empty(LogProperties.Unsound(ReadAs(FlowFormats.Auto), log[..cut]));
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_damaged_log_is_read_soundly_in_its_format_and_in_all_others(string sample)
    {
        var random = new Random(20260101);
        for (var i = 0; i < 800; i++)
        {
            var log = Damage.To(Samples.Of(sample), random);
            var other = EveryFormat[i % EveryFormat.Length];
            Assert.Empty(LogProperties.Unsound(ReadAs(Samples.FormatOf(sample)), log));
            Assert.Empty(LogProperties.Unsound(ReadAs(Samples.FormatOf(sample), strict: true), log));
            Assert.Empty(LogProperties.Unsound(ReadAs(other), log));
        }
    }

    [Theory]
    [MemberData(nameof(Samples.NamesOfLines), MemberType = typeof(Samples))]
    public void A_byte_that_is_changed_costs_no_more_than_its_own_line(string sample)
    {
        var log = Samples.Of(sample);
        var whole = Reading.Of(log, Samples.FormatOf(sample)).Observations;
        for (var place = Math.Max(1, Samples.HeadOf(sample)); place < log.Length; place++)
        {
            if (log[place] == '\n') continue;
            foreach (var value in "?\"\0{"u8)
            {
                var changed = log.ToArray();
                changed[place] = value;
                var rest = Reading.Of(changed, Samples.FormatOf(sample)).Observations;
                var same = SameAtEitherEnd(whole, rest);
                Assert.True(same >= whole.Count - 1 && same >= rest.Count - 1, $"at {place}, {(char)value}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void Lines_may_be_joined(string sample)
    {
        var log = Samples.Of(sample);
        foreach (var format in EveryFormat)
        {
            Assert.Empty(LogProperties.Unsound(ReadAs(format), Damage.Joined(log)));
            foreach (var lineEnd in LogProperties.LineEnds(log))
                Assert.Empty(LogProperties.Unsound(ReadAs(format), Damage.Joined(log, lineEnd - 1)));
        }
    }

    [Theory]
    [MemberData(nameof(Samples.NamesOfLines), MemberType = typeof(Samples))]
    public void A_line_that_stands_twice_is_read_twice_or_is_a_bad_line(string sample)
    {
        var log = Samples.Of(sample);
        var plain = Reading.Of(log, Samples.FormatOf(sample));
        foreach (var lineEnd in LogProperties.LineEnds(log))
        {
            var doubled = Reading.Of(Damage.LineTwice(log, lineEnd - 1), Samples.FormatOf(sample));
            Assert.Empty(doubled.Complaints());
            Assert.InRange(doubled.Observations.Count - plain.Observations.Count, 0, 1);
            Assert.InRange(doubled.Reader!.Records - plain.Reader!.Records, 0, 1);
            Assert.Equal(plain.Keys.Distinct(), doubled.Keys.Distinct());
        }
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void NUL_bytes_are_no_different_from_other_nonsense(string sample)
    {
        var log = Samples.Of(sample);
        for (var place = 0; place < log.Length; place += 3)
        {
            byte[] holed = [.. log[..place], .. new byte[5], .. log[place..]];
            Assert.Empty(LogProperties.Unsound(ReadAs(Samples.FormatOf(sample)), holed));
        }

        foreach (var format in EveryFormat)
            Assert.Empty(LogProperties.Unsound(ReadAs(format), new byte[3_000_000]));
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void How_the_stream_is_cut_into_pieces_makes_no_difference(string sample)
    {
        var format = Samples.FormatOf(sample);
        for (var seed = 0; seed < 20; seed++)
            Assert.Empty(LogProperties.DifferentInPieces(Samples.Of(sample), format, seed));

        Assert.Empty(LogProperties.DifferentInPieces(Samples.Large(sample, bytes: 700_000), format, seed: 20));
        Assert.Empty(LogProperties.DifferentInPieces(Samples.Large(sample, bytes: 1_400_000), format, seed: 21, 4_000));
    }

    [Theory]
    [InlineData("{\"event_type\":\"flow\",\"flow\":", "[", "]")]
    [InlineData("{\"event_type\":\"flow\",\"src_ip\":", "{\"a\":", "}")]
    [InlineData("{\"ts\":1,\"id.orig_h\":", "[", "]")]
    [InlineData("[", "[", "]")]
    [InlineData("", "{\"event_type\":", "}")]
    public void Deep_nesting_costs_a_record_and_not_the_stack(string beginning, string open, string close)
    {
        var deep = new StringBuilder().Insert(0, open, 100_000).ToString();
        var closed = beginning + deep + "1" + new StringBuilder().Insert(0, close, 100_000) + "}";
        foreach (var log in (string[])[closed, beginning + deep, $"[\n{closed},\n{closed}\n]", $"{{\n{closed}\n}}\n"])
        {
            foreach (var format in EveryFormat)
                Assert.Empty(LogProperties.Unsound(ReadAs(format), Spelling.Utf8(log)));
        }
    }

    [Fact]
    public void A_reader_that_throws_is_noticed()
    {
        var random = new Random(1);
        var complaints = Enumerable.Range(0, 200).SelectMany(_ =>
            LogProperties.Unsound(ThrowsAtBackslashes, Damage.To(Samples.Of("csv"), random)));
        Assert.Contains("threw InvalidOperationException: oh", complaints);
    }

    [Fact]
    public void A_reader_that_loses_a_flow_is_noticed() =>
        Assert.Contains(
            "not as many flows came as were counted",
            LogProperties.Unsound(log => LosingTheLast(Reading.Of(log)), Samples.Of("zeek")));

    [Fact]
    public void A_reader_that_looks_ahead_is_noticed()
    {
        var log = Samples.Of("zeek");
        Assert.NotEmpty(LogProperties.NotPrefixes(LatestFirst, log, LogProperties.LineEnds(log)));
    }

    [Fact]
    public void A_reader_that_goes_round_in_circles_is_noticed()
    {
        var reader = new LogFlowReader("log", new Circle(), new Formats.CsvFormat((byte)',', default));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Reading.Of(reader, most: 1_000));
    }

    static Func<byte[], Reading> ReadAs(string format, bool strict = false) =>
        log => Reading.Of(log, format, strict: strict);

    static int SameAtEitherEnd(IReadOnlyList<Observation> left, IReadOnlyList<Observation> right)
    {
        var most = Math.Min(left.Count, right.Count);
        var before = Enumerable.Range(0, most).TakeWhile(i => left[i] == right[i]).Count();
        return before + Enumerable.Range(1, most - before).TakeWhile(i => left[^i] == right[^i]).Count();
    }

    static Reading ThrowsAtBackslashes(byte[] log) =>
        log.Contains((byte)'\\') ? throw new InvalidOperationException("oh") : Reading.Of(log);

    static Reading LosingTheLast(Reading reading) =>
        reading with { Observations = [.. reading.Observations.SkipLast(1)] };

    static Reading LatestFirst(byte[] log)
    {
        var reading = Reading.Of(log, "zeek");
        return reading with { Observations = [.. reading.Observations.OrderByDescending(each => each.At)] };
    }

    sealed class Circle() : Records(new ByteWindow(Stream.Null))
    {
        int _next;

        public override bool TryRead(out ReadOnlySpan<byte> record)
        {
            record = _next++ == 0 ? "time,src,dst,proto"u8 : "1767268800,192.0.2.1,192.0.2.2,tcp"u8;
            return true;
        }
    }
}
