namespace Merlon.Flows;

/// <summary>What disks, networks, editors and attackers do to logs, by seeded chance.</summary>
static class Damage
{
    static readonly byte[] Telling = [.. ",;\t|\"'\\{}[]:#-+.eExX \r\n\0\u007f"u8];

    static readonly string[] Inserts =
    [
        "1e999", "-1", "99999999999999999999", "0x", "0xfffff", "NaN", "-Infinity", "\\ud800", "\\u0000", "\uFEFF",
        "::ffff:1.2.3.4", "256.1.1.1", "1970-01-01T00:00:00+18:59", "9998-12-31T23:59:60-1800", "253402214399", "\n\n",
        "31/2/2017 24:60", "12/31/9999 12:59 PM", "{\"flow\":{\"start\":[", "\0\0\0\0", "\"\"\"", "#fields\t",
        "#path\tdns\n",
    ];

    public static byte[] To(byte[] log, Random random)
    {
        for (var times = random.Next(1, 4); times > 0 && log.Length > 1; times--) log = Once(log, random);
        return log;
    }

    static byte[] Once(byte[] log, Random random)
    {
        var (from, to) = Range(log, random);
        return random.Next(8) switch
        {
            0 => Changed(log, from, (byte)(log[from] ^ (1 << random.Next(8)))),
            1 => Changed(log, from, Telling[random.Next(Telling.Length)]),
            2 => Changed(log, from, (byte)random.Next(256)),
            3 => [.. log[..from], .. log[to..]],
            4 => [.. log[..to], .. log[from..]],
            5 => [.. log[..from], .. Spelling.Utf8(Inserts[random.Next(Inserts.Length)]), .. log[to..]],
            6 => [.. log[..from], .. Spelling.Utf8(Inserts[random.Next(Inserts.Length)]), .. log[from..]],
            _ => LineTwice(log, from),
        };
    }

    /// <summary>Without the line end after a place, or without all of them.</summary>
    public static byte[] Joined(byte[] log) => [.. log.Where(c => c != '\n')];

    public static byte[] Joined(byte[] log, int lineEnd) => [.. log[..lineEnd], .. log[(lineEnd + 1)..]];

    public static byte[] LineTwice(byte[] log, int place)
    {
        var start = log.AsSpan(0, place).LastIndexOf((byte)'\n') + 1;
        var length = log.AsSpan(start).IndexOf((byte)'\n') + 1;
        return [.. log[..(start + length)], .. log[start..]];
    }

    static byte[] Changed(byte[] log, int place, byte value)
    {
        var changed = log.ToArray();
        changed[place] = value;
        return changed;
    }

    static (int From, int To) Range(byte[] log, Random random)
    {
        var from = random.Next(log.Length);
        return (from, Math.Min(log.Length, from + random.Next(1, 40)));
    }
}
