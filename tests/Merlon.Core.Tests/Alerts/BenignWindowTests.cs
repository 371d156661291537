using Merlon.Flows;
using Merlon.Net;

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
            var difference = FirstDifference(new(Span, 700, isFindable: true), new(Span, 700), seed, tested);
            Assert.True(difference is null, $"seed {seed}: {difference}");
        }

        Assert.True(
            tested is { Most: > 2 * Chunk, Emptied: > 20, Crowded: > 1_000, Withdrawn: > 1_000, Runs: > 1_000 },
            $"{tested}");
        Assert.True(tested.Forgotten > 100 * Chunk, $"{tested}");
    }

    [Fact]
    public void A_wrong_definition_would_be_noticed()
    {
        var tick = TimeSpan.FromTicks(1);
        Assert.NotNull(FirstDifference(new(Span, 700, isFindable: true), new(Span - tick, 700), 0, new()));
        Assert.NotNull(FirstDifference(new(Span, 700, isFindable: true), new(Span, 701), 0, new()));
        Assert.NotNull(FirstDifference(new(Span, 700, isFindable: false), new(Span, 700), 0, new()));
    }

    [Fact]
    public void A_flow_of_exactly_the_span_stays_and_an_older_one_goes()
    {
        var window = new BenignWindow(Span);
        window.Add(Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80"));
        Assert.False(TryForget(window, Given.Noon + Span, out _));
        Assert.Equal(1, window.Count);
        Assert.True(TryForget(window, Given.Noon + Span + TimeSpan.FromTicks(1), out var forgotten));
        Assert.Equal(Given.Noon, forgotten.FirstSeen);
        Assert.False(TryForget(window, DateTime.MaxValue, out _));
        Assert.Equal((0, 0), (window.Count, window.Crowded));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_full_window_goes_on_without_new_memory(bool isFindable)
    {
        var window = new BenignWindow(Span, 5_000, isFindable);
        var flow = Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80");
        Fill(window, flow, 20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill(window, flow, 300_000);
        // A collection on another thread may take this one's allocation quantum, 8 KB, from it: less than a byte each.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 280_000);
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

        while (TryForget(window, Given.Noon.AddDays(1), out _)) { }
        Assert.Equal((0, 0), (window.Count, window.Places));
        Assert.False(window.TryWithdraw(flow.Key, out _));
        Assert.False(window.MayInvolve(flow.Key.SourceIp) || window.MayInvolve(flow.Key.DestinationIp));
    }

    static void Fill(BenignWindow window, in Flow flow, int flows)
    {
        for (var i = 0; i < flows; i++)
        {
            var source = new Endpoint(flow.Key.SourceIp, (ushort)(i % 50_000));
            window.Add(flow with { Key = new(flow.Key.Protocol, source, flow.Key.Destination) });
            while (TryForget(window, Given.Noon, out _)) { }
        }
    }

    // A flow of nothing from nowhere is a flow, too.
    static string? FirstDifference(BenignWindow window, NaiveBenignWindow naive, int seed, Tested tested)
    {
        var random = new Random(seed);
        var flows = Enumerable.Range(0, 60).Select(_ => Arbitrary.Flow(random, 0)).ToList();
        flows.Add(new() { Key = default, FirstSeen = default });
        var now = Given.Noon;
        for (var step = 0; step < 12_000; step++)
        {
            now += Step(random);
            if (random.Next(4) > 0 && !Forgets(window, naive, now, tested)) return $"step {step}: others forgotten";
            var flow = flows[random.Next(flows.Count)] with { FirstSeen = now, Label = (Label)random.Next(2) };
            window.Add(flow);
            naive.Add(flow);
            if (random.Next(10) == 0 && !Withdraws(window, naive, flows[random.Next(flows.Count)].Key, tested))
                return $"step {step}: another withdrawn";

            tested.Most = Math.Max(tested.Most, naive.Places.Count);
            var counts = (window.Places, window.Count, window.Crowded);
            if (counts != (naive.Places.Count, naive.Count, naive.Crowded)) return $"step {step}: {counts}";
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
            var isForgotten = TryForget(window, now, out var flow);
            if (isForgotten != naive.TryForget(now, out var expected)) return false;
            if (!isForgotten) break;
            if (!expected!.IsShownAs(flow)) return false;
            tested.Forgotten++;
            tested.Emptied += naive.Places.Count == 0 ? 1 : 0;
        }

        return true;
    }

    static bool Withdraws(BenignWindow window, NaiveBenignWindow naive, FlowKey key, Tested tested)
    {
        var isWithdrawn = window.TryWithdraw(key, out var flow);
        if (isWithdrawn != naive.TryWithdraw(key, out var expected)) return false;
        tested.Withdrawn += isWithdrawn ? 1 : 0;
        return flow == expected;
    }

    static bool HoldsTheSame(BenignWindow window, NaiveBenignWindow naive, Random random, Tested tested)
    {
        for (var i = random.Next(naive.Places.Count); i < window.Places;)
        {
            var run = window.From(i);
            if (run.IsEmpty || window[i] != run[0]) return false;
            foreach (ref readonly var flow in run)
            {
                if (i >= naive.Places.Count || !naive.Places[i++].IsShownAs(flow)) return false;
            }

            tested.Runs++;
        }

        return naive.Places[0].IsShownAs(window[0]) && naive.Places.TrueForAll(place => IsInvolved(window, place));
    }

    static bool IsInvolved(BenignWindow window, Place place) => place.IsWithdrawn
        || (window.MayInvolve(place.Flow.Key.SourceIp) && window.MayInvolve(place.Flow.Key.DestinationIp));

    static bool TryForget(BenignWindow window, DateTime now, out Flow forgotten)
    {
        var mustForget = window.MustForget(now);
        forgotten = mustForget ? window[0] : default;
        if (mustForget) window.ForgetOldest(now);
        return mustForget;
    }

    /// <summary>That the worlds were large and wild enough to say something.</summary>
    sealed record Tested
    {
        public int Most { get; set; }
        public int Emptied { get; set; }
        public long Crowded { get; set; }
        public int Withdrawn { get; set; }
        public int Forgotten { get; set; }
        public int Runs { get; set; }
    }

    /// <summary>The benign window as it is defined, in a list.</summary>
    sealed class NaiveBenignWindow(TimeSpan span, int capacity)
    {
        public List<Place> Places { get; } = [];
        public int Count => Places.Count(place => !place.IsWithdrawn);
        public long Crowded { get; private set; }

        public void Add(Flow flow) => Places.Add(new(flow));

        public bool TryForget(DateTime now, out Place? forgotten)
        {
            forgotten = Places.FirstOrDefault();
            var isOld = forgotten is not null && now - forgotten.Flow.FirstSeen > span;
            if (!isOld && Places.Count <= capacity) return false;

            Places.RemoveAt(0);
            Crowded += isOld ? 0 : 1;
            return true;
        }

        // The latest of its five-tuple, which can be looked for once.
        public bool TryWithdraw(FlowKey key, out Flow withdrawn)
        {
            var latest = Latest(key) ?? Latest(key.Reversed);
            if (latest is not null) latest.IsLookedFor = true;
            var isFound = latest is { Flow.Label: Label.None };
            if (isFound) latest!.IsWithdrawn = true;
            withdrawn = isFound ? latest!.Flow : default;
            return isFound;
        }

        Place? Latest(FlowKey key) =>
            Places.LastOrDefault(place => place.Flow.Key == key) is { IsLookedFor: false } latest ? latest : null;
    }

    sealed class Place(Flow flow)
    {
        public Flow Flow => flow;
        public bool IsLookedFor { get; set; }
        public bool IsWithdrawn { get; set; }

        public bool IsShownAs(Flow shown) => IsWithdrawn
            ? shown.Forward.Packets == 0 && shown.Backward.Packets == 0 && shown.FirstSeen == flow.FirstSeen
            : shown == flow;
    }
}
