namespace Merlon.Features;

public class StreamTableTests
{
    [Fact]
    public void A_key_keeps_its_slot_and_its_number()
    {
        var table = new StreamTable(1_000);
        var slots = Enumerable.Range(0, 1_000).Select(key => table.Find(Key(key), out _)).ToList();
        Assert.Equal(1_000, slots.Distinct().Count());
        for (var key = 0; key < 1_000; key++)
        {
            Assert.Equal(slots[key], table.Find(Key(key), out var isNew));
            Assert.False(isNew);
        }

        Assert.Equal((1_000, 0), (table.Count, table.Evicted));
    }

    [Fact]
    public void Of_a_million_keys_the_one_that_returns_stays()
    {
        var table = new StreamTable(500);
        var serial = table.SerialOf(table.Find(Key(-1), out _));
        for (var key = 0; key < 1_000_000; key++)
        {
            table.Find(Key(key), out var isNew);
            Assert.True(isNew);
            if (key % 100 == 0) Assert.Equal(serial, table.SerialOf(table.Find(Key(-1), out _)));
        }

        Assert.Equal((500, 1_000_001 - 500), (table.Count, table.Evicted));
    }

    [Fact]
    public void A_slot_that_must_be_kept_is()
    {
        var table = new StreamTable(StreamTable.LeastCapacity);
        var kept = table.Find(Key(-1), out _);
        for (var key = 0; key < 1_000; key++) Assert.NotEqual(kept, table.Find(Key(key), out _, kept));
        table.Find(Key(-1), out var isNew);
        Assert.False(isNew);
    }

    // Against a dictionary, with keys that are taken out.
    [Fact]
    public void What_is_taken_out_is_gone_and_makes_room()
    {
        var random = new Random(1);
        var table = new StreamTable(64);
        var known = new Dictionary<int, int>();
        for (var i = 0; i < 100_000; i++)
        {
            var key = random.Next(64);
            if (random.Next(3) == 0 && known.Remove(key, out var slot))
            {
                table.Remove(slot);
            }
            else
            {
                slot = table.Find(Key(key), out var isNew);
                Assert.Equal(!known.ContainsKey(key), isNew);
                if (!isNew) Assert.Equal(known[key], slot);
                known[key] = slot;
            }

            Assert.Equal((known.Count, 0), (table.Count, table.Evicted));
        }

        Assert.Equal(known.Count, known.Values.Distinct().Count());
    }

    [Fact]
    public void A_table_without_room_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamTable(StreamTable.LeastCapacity - 1));

    static StreamKey Key(int key) => new((ulong)key * 3, (ulong)key);
}
