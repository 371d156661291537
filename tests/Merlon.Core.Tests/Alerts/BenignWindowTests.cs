using Merlon.Flows;

namespace Merlon.Alerts;

public class BenignWindowTests
{
    const int Chunk = 256;   // flows that lie side by side

    static readonly TimeSpan Span = TimeSpan.FromSeconds(100);

    [Fact]
    public void Does_what_a_list_does()
    {
        var tested = new Tested();
        for (var seed = 0; seed < 12; seed++)
        {
            var difference = FirstDifference(new(Span, 700), new(Span, 700), seed, tested);
            Assert.True(difference is null, $"seed {seed}: {difference}");
        }

        Assert.True(
            tested is { Most: > 2 * Chunk, Emptied: > 20, Crowded: > 1_000, Runs: > 1_000 },
            $"{tested}");
        Assert.True(tested.Forgotten > 100 * Chunk, $"{tested}");
    }

    [Fact]
    public void A_wrong_definition_would_be_noticed()
    {
        Assert.NotNull(FirstDifference(new(Span, 700), new(Span - TimeSpan.FromTicks(1), 700), 0, new()));
        Assert.NotNull(FirstDifference(new(Span, 700), new(Span, 701), 0, new()));
    }

    [Fact]
    public void A_flow_of_exactly_the_span_stays_and_an_older_one_goes()
    {
        var window = new BenignWindow(Span);
        window.Add(Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80"));
        Assert.False(window.TryForget(Given.Noon + Span, out _));
        Assert.Equal(1, window.Count);
        Assert.True(window.TryForget(Given.Noon + Span + TimeSpan.FromTicks(1), out var forgotten));
        Assert.Equal(Given.Noon, forgotten.FirstSeen);
        Assert.False(window.TryForget(DateTime.MaxValue, out _));
        Assert.Equal((0, 0), (window.Count, window.Crowded));
    }

    [Fact]
    public void A_full_window_goes_on_without_new_memory()
    {
        var (window, flow) = (new BenignWindow(Span, 5_000), Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80"));
        Fill(window, flow, 20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill(window, flow, 300_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((5_000, 315_000), (window.Count, window.Crowded));
    }

    [Fact]
    public void The_latest_flow_of_a_five_tuple_can_be_taken_out_unless_a_label_calls_it_benign()
    {
        var window = new BenignWindow(Span, isFindable: true);
        var flow = Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80", label: Label.None);
        var other = Given.Flow("tcp 203.0.113.2:1000 > 192.0.2.1:80");   // labelled benign
        foreach (var second in new[] { 0, 1 }) window.Add(flow with { FirstSeen = Given.Noon.AddSeconds(second) });
        window.Add(other);

        Assert.False(window.TryWithdraw(other.Key, out _));
        Assert.True(window.TryWithdraw(flow.Key.Reversed, out var withdrawn));
        Assert.Equal(Given.Noon.AddSeconds(1), withdrawn.FirstSeen);
        Assert.Equal((2, 3), (window.Count, window.Places));
        Assert.Equal(0, window[1].Forward.Packets + window[1].Backward.Packets);

        while (window.TryForget(Given.Noon.AddDays(1), out _)) { }
        Assert.Equal((0, 0), (window.Count, window.Places));
        Assert.False(window.TryWithdraw(flow.Key, out _));
    }

    static void Fill(BenignWindow window, in Flow flow, int flows)
    {
        for (var i = 0; i < flows; i++)
        {
            window.Add(flow);
            while (window.TryForget(Given.Noon, out _)) { }
        }
    }

    static string? FirstDifference(BenignWindow window, NaiveBenignWindow naive, int seed, Tested tested)
    {
        var random = new Random(seed);
        var flows = Enumerable.Range(0, 60).Select(_ => Arbitrary.Flow(random, 0)).ToList();
        var now = Given.Noon;
        for (var step = 0; step < 12_000; step++)
        {
            now += Step(random);
            if (random.Next(4) > 0 && !Forgets(window, naive, now, tested)) return $"step {step}: others forgotten";
            var flow = flows[random.Next(flows.Count)] with { FirstSeen = now };
            window.Add(flow);
            naive.Add(flow);
            tested.Most = Math.Max(tested.Most, naive.Flows.Count);
            if (window.Count != naive.Flows.Count || window.Crowded != naive.Crowded) return $"step {step}: counts";
            if (step % 25 == 0 && !HoldsTheSame(window, naive, random, tested)) return $"step {step}: other flows";
        }

        tested.Crowded += naive.Crowded;
        return null;
    }

    // Mostly about seven flows a second, so that the window is now full and now not; and now and then a silence
    // of exactly the span, or of more.
    static TimeSpan Step(Random random) => random.Next(3_000) switch
    {
        0 => Span,
        1 => Span + TimeSpan.FromTicks(1),
        2 => 2 * Span,
        < 2_150 => TimeSpan.Zero,
        _ => TimeSpan.FromSeconds(random.Next(2)),
    };

    static bool Forgets(BenignWindow window, NaiveBenignWindow naive, DateTime now, Tested tested)
    {
        while (true)
        {
            var isForgotten = window.TryForget(now, out var flow);
            if (isForgotten != naive.TryForget(now, out var expected) || flow != expected) return false;
            if (!isForgotten) break;
            tested.Forgotten++;
            tested.Emptied += naive.Flows.Count == 0 ? 1 : 0;
        }

        return true;
    }

    static bool HoldsTheSame(BenignWindow window, NaiveBenignWindow naive, Random random, Tested tested)
    {
        var start = random.Next(naive.Flows.Count);
        for (var i = start; i < window.Count;)
        {
            var run = window.From(i);
            if (run.IsEmpty || window[i] != run[0]) return false;
            foreach (ref readonly var flow in run)
            {
                if (i >= naive.Flows.Count || flow != naive.Flows[i++]) return false;
            }

            tested.Runs++;
        }

        return window[0] == naive.Flows[0];
    }

    /// <summary>That the worlds were large and wild enough to say something.</summary>
    sealed record Tested
    {
        public int Most { get; set; }
        public int Emptied { get; set; }
        public long Crowded { get; set; }
        public int Forgotten { get; set; }
        public int Runs { get; set; }
    }

    /// <summary>The benign window as it is defined, in a list.</summary>
    sealed class NaiveBenignWindow(TimeSpan span, int capacity)
    {
        public List<Flow> Flows { get; } = [];
        public long Crowded { get; private set; }

        public void Add(Flow flow) => Flows.Add(flow);

        public bool TryForget(DateTime now, out Flow forgotten)
        {
            forgotten = default;
            var isOld = Flows.Count > 0 && now - Flows[0].FirstSeen > span;
            if (!isOld && Flows.Count <= capacity) return false;

            forgotten = Flows[0];
            Flows.RemoveAt(0);
            Crowded += isOld ? 0 : 1;
            return true;
        }

    }
}
