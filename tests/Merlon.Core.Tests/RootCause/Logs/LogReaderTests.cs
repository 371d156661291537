using System.Text;
using Merlon.House;
using Merlon.Net;

namespace Merlon.RootCause.Logs;

public sealed class LogReaderTests
{
    static readonly List<(string Line, string Told)> Known =
        [.. File.ReadLines(Path.Combine(SourceTree.Root, "tests/Merlon.Core.Tests/RootCause/Logs/LogLines.txt"))
            .Chunk(2).Select(both => (both[0], both[1].Trim()))];

    const string Told = """
        | Timestamp           | Source IP    | Destination IP | Protocol | Action  | Reason                 | User    |
        | ------------------- | ------------ | -------------- | -------- | ------- | ---------------------- | ------- |
        | 2025-07-14 22:15:03 | 192.168.1.45 | 10.10.10.5     | TCP      | Denied  | Suspicious Port Scan   | N/A     |
        | 2025-07-14 22:16:00 | 192.168.1.45 | 10.10.10.5     | TCP      | Allowed | Established Connection | user123 |
        """;

    [Fact]
    public void A_table_is_read_by_the_names_of_its_columns()
    {
        var (log, events) = Read(Told);
        Assert.Equal((2, 0), (events.Count, log.BadLines));
        Assert.Equal("Decision 2025-07-14T22:15:03 Denied 192.168.1.45 10.10.10.5 Tcp Suspicious Port Scan",
            InWords(events[0]));
        Assert.Equal((null, "user123", "Established Connection", new LogPlace(0, 4)),
            (events[0].User, events[1].User, events[1].Reason, events[1].Place));
        Assert.All(events, one => Assert.Equal(EventKind.Decision, one.Kind));
        Assert.DoesNotContain(LogField.DestinationPort, log.Told);
        Assert.Contains("its times have no offset from UTC; taken as +00:00 (--utc-offset)", log.Notes);
    }

    /// <summary>LogLines.txt: a line of each kind, and below it, indented, what it tells.</summary>
    [Fact]
    public void Each_syntax_tells_what_it_tells()
    {
        Assert.True(Known.Count > 20);
        Assert.All(Known, one =>
        {
            var (log, events) = Read(one.Line);
            Assert.Equal(0, log.BadLines);
            Assert.StartsWith(one.Told, InWords(Assert.Single(events)), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Zeek_names_its_columns()
    {
        const string Log = "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h"
            + "\tid.resp_p\tproto\tservice\tconn_state\torig_bytes\tresp_bytes\n#types\ttime\tstring\n"
            + "1600000000.5\tC1\t192.0.2.1\t5000\t198.51.100.2\t443\ttcp\tssl\tSF\t10\t2000\n#close\t2020\n";
        var (_, events) = Read(Log);
        Assert.Equal("Connection 2020-09-13T12:26:40 Allowed 192.0.2.1:5000 198.51.100.2:443 Tcp sent=10 received=2000",
            InWords(Assert.Single(events)));
    }

    [Fact]
    public void Values_may_stand_in_quotes_between_commas_and_a_table_of_rules_is_no_log()
    {
        var (log, events) = Read("time,src_ip,dst_ip,action,message\n"
            + "2025-01-01T00:00:00Z,192.0.2.1,192.0.2.2,deny,\"a, \"\"b\"\"\"\n\n"
            + "Rule ID,Source IP,Destination IP,Action\n101,Any,192.0.2.2,Allow\n");
        Assert.Equal("a, \"b\"", Assert.Single(events).Reason);
        Assert.Equal(0, log.BadLines);
    }

    [Fact]
    public void The_year_that_is_not_told_goes_on_in_January()
    {
        const string Line = "{0} host sshd[1]: Accepted password for a from 192.0.2.1 port 5 ssh2\n";
        var (log, events) = Read(
            string.Format(null, Line, "Dec 31 23:59:59") + string.Format(null, Line, "Jan  1 00:00:01"),
            new(TimeSpan.FromHours(2), 2024));
        Assert.Equal(["2024-12-31T21:59:59", "2024-12-31T22:00:01"], events.Select(one => $"{one.At:s}"));
        Assert.DoesNotContain(log.Notes, note => note.Contains("--year", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_log_is_counted_and_shown()
    {
        var (log, events) = Read(
            $"{Told}\n\nnot a line of it\n| yesterday | 192.0.2.1 | 192.0.2.2 | TCP | Denied | x | y |\n");
        Assert.Equal((2, 2), (events.Count, log.BadLines));
        Assert.Equal([6, 7], log.FirstBadLines.Select(bad => bad.Line));
    }

    [Fact]
    public void Cut_and_changed_lines_never_make_it_fail()
    {
        List<string> lines = [Told, .. Known.Select(one => one.Line)];
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(lines[random.Next(lines.Count)]);
            bytes = bytes[..random.Next(bytes.Length + 1)];
            for (var flips = random.Next(4); flips > 0 && bytes.Length > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var log = new LogReader(new MemoryStream(bytes), 0, "log", default);
            while (log.Next() is not null) { }
        }
    }

    [Fact]
    public void Real_logs_are_read()
    {
        var folder = Given.SharedFolder("data/firewall-logs");
        var (lines, bad) = (0L, 0L);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order())
        {
            if (Path.GetFileName(path) is "LICENSE") continue;

            using var file = File.OpenRead(path);
            var log = new LogReader(file, 0, Path.GetFileName(path), default);
            while (log.Next() is not null) { }
            (lines, bad) = (lines + log.Lines, bad + log.BadLines);
        }

        Assert.True(lines > 1_000);
        Assert.InRange(bad, 0, 1);   // of nginx's own errors
    }

    static string InWords(LogEvent one)
    {
        var words = new List<string?>
        {
            $"{one.Kind} {one.At:s}", one.Ruling?.ToString() ?? "-", End(one.Source, one.SourcePort),
            End(one.Destination, one.Destination is null ? null : one.DestinationPort), one.Protocol?.ToString() ?? "-",
            one.IsOpening == true ? "opening" : null,
            one.Destination is null && one.DestinationPort is { } port ? $"port={port}" : null,
            one.Rule is { } rule ? $"rule={rule}" : null,
            one.User is { } user ? $"user={user}" : null,
            one.BytesSent is { } sent && one.Kind is not EventKind.Decision || one.BytesReceived is not null
                ? Sizes(one) : null,
            one.Reason, one.Method, one.Url, one.Status is { } status ? $"{status}" : null, one.Agent,
        };
        return string.Join(' ', words.Where(word => word is not null));
    }

    static string Sizes(LogEvent one) =>
        $"{(one.BytesSent is { } sent ? $"sent={sent} " : "")}received={one.BytesReceived}";

    static string End(Ip? address, ushort? port) =>
        address is null ? "-" : port is null ? $"{address}" : $"{address}:{port}";

    static (LogReader Log, List<LogEvent> Events) Read(string text, LogHints hints = default)
    {
        var log = new LogReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), 0, "log", hints);
        var events = new List<LogEvent>();
        while (log.Next() is { } one) events.Add(one);
        return (log, events);
    }
}
