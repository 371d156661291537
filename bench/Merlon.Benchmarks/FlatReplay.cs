using System.Diagnostics;
using System.Globalization;
using System.Text;
using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Benchmarks;

/// <summary>
/// Millions of flows as a Zeek log that is made while it is read, through reader, reorder buffer and replay: memory
/// must stay where it was after the first of them.
/// </summary>
static class FlatReplay
{
    public static int Run(long count)
    {
        Console.WriteLine("| flows | managed memory, MB | resident, MB | flows a second | rules |");
        Console.WriteLine("| --: | --: | --: | --: | --: |");
        var watch = Stopwatch.StartNew();
        var log = new MadeUpLog(count);
        var reader = FlowFormats.Open(log, "made up", "zeek", default, strict: true, out _)!;
        var merger = new LogMerger([reader], new ReorderBuffer(TimeSpan.FromMinutes(5)));
        var responder = new Responder(new TalkStrategy(0.01), new(Hook.Forward), ResponseSettings.Default);
        var replay = new Replay(responder, DetectorStandIn.Ideal);
        long flows = 0;
        while (merger.TryRead(out var observation))
        {
            replay.Next(observation.Flow);
            if (++flows % 100_000 == 0 && !Console.IsErrorRedirected) Console.Error.Write($"\r{Bar(flows, count)}");
            if (flows % (count / 10) == 0) Report(flows, watch, replay);
        }

        if (!Console.IsErrorRedirected) Console.Error.Write("\r\u001b[K");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nCBR {replay.Scores.Cbr:0.0000}, WBR {replay.Scores.Wbr:0.0000}, {merger.Failure ?? "no failure"}"));
        return flows == count ? 0 : 1;
    }

    static void Report(long flows, Stopwatch watch, Replay replay)
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
        var resident = Process.GetCurrentProcess().WorkingSet64 / 1e6;
        var speed = flows / watch.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {flows:N0} | {managed:0} | {resident:0} | {speed:N0} | {replay.Responder.Made.Count} |"));
    }

    static string Bar(long done, long all) =>
        $"[{new string('#', (int)(30 * done / all)),-30}] {100 * done / all} %";

    /// <summary>
    /// A hundred flows a second: honest clients of three servers, and at times one of a thousand attackers. Rows come
    /// up to a minute late, as they do from a sensor that writes when flows end.
    /// </summary>
    sealed class MadeUpLog(long count) : Stream
    {
        readonly Random _random = new(1);
        const string Header = "#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\t"
            + "proto\tduration\torig_pkts\tresp_pkts\tlabel\tdetailedlabel\n";

        readonly StringBuilder _lines = new(Header);
        byte[] _ready = [];
        int _given;
        long _made;

        public override int Read(byte[] buffer, int offset, int size)
        {
            if (_given == _ready.Length) Refill();
            var given = Math.Min(size, _ready.Length - _given);
            _ready.AsSpan(_given, given).CopyTo(buffer.AsSpan(offset));
            _given += given;
            return given;
        }

        void Refill()
        {
            for (var i = 0; i < 5_000 && _made < count; i++) AddLine(_made++);
            _ready = Encoding.ASCII.GetBytes(_lines.ToString());
            _given = 0;
            _lines.Clear();
        }

        void AddLine(long number)
        {
            var time = 1_700_000_000 + number / 100.0 - _random.NextDouble() * 60;
            var isAttack = number % 36_000 < 3_000 && _random.Next(2) == 0;
            var network = isAttack ? $"203.0.{number / 36_000 % 4}" : $"198.51.{_random.Next(100)}";
            var source = $"{network}.{_random.Next(250)}\t{_random.Next(1024, 65536)}";
            var destination = $"192.0.2.{_random.Next(3)}\t{(isAttack ? _random.Next(1, 1024) : 443)}";
            var traffic = $"{_random.Next(30)}.5\t{_random.Next(1, 20)}\t{(isAttack ? 0 : 9)}";
            var label = isAttack ? "Malicious\tscan" : "Benign\t-";
            _lines.Append(CultureInfo.InvariantCulture, $"{time:0.000000}\t{source}\t{destination}\ttcp\t")
                .Append(CultureInfo.InvariantCulture, $"{traffic}\t{label}\n");
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
