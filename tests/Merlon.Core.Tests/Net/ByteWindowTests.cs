using Merlon.Flows;

namespace Merlon.Net;

public class ByteWindowTests
{
    [Fact]
    public void An_endless_line_does_not_take_more_than_twice_the_limit()
    {
        var window = new ByteWindow(new EndlessStream());
        while (window.TryGrow()) { }

        Assert.InRange(window.Bytes.Length, ByteWindow.MaxRecord, 2 * ByteWindow.MaxRecord);
        Assert.False(window.IsAtEnd);
        Assert.Null(window.Failure);
    }

    [Fact]
    public void What_is_in_it_is_what_the_stream_holds_whatever_is_taken_and_whenever_it_grows()
    {
        var random = new Random(1);
        var bytes = new byte[3_000_000];
        random.NextBytes(bytes);
        var window = new ByteWindow(new CrumblingStream(bytes, seed: 2, most: 50_000));
        var position = 0;
        while (!window.IsAtEnd || !window.Bytes.IsEmpty)
        {
            for (var times = random.Next(1, 20); times > 0; times--) window.TryGrow();
            Assert.True(window.Bytes.SequenceEqual(bytes.AsSpan(position, window.Bytes.Length)));

            var taken = random.Next(window.Bytes.Length + 1);
            window.Advance(taken);
            position += taken;
        }

        Assert.Equal(bytes.Length, position);
    }

    sealed class EndlessStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => count;
    }
}
