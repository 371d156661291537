using System.Text;

namespace Merlon.Detection.Models;

public class FollowedDriftTests
{
    static readonly Model Model = ModelOf("a"), Other = ModelOf("b");

    static readonly DriftState State = new(1.25, 0.1 / 3, Given.Noon, Given.Noon.AddTicks(86_399_999_999))
    {
        Skipped = new(Given.Noon.AddMinutes(20), Given.Noon.AddMinutes(30)),
    };

    static readonly byte[] Written = FollowedDrift.Of(Model, State).Print();

    [Fact]
    public void What_was_written_is_read_to_the_last_bit()
    {
        Assert.Equal(State, FollowedDrift.Read(Written, Model, out var fault)!.State);
        Assert.Null(fault);

        var begun = State with { FirstHeard = default, LastHeard = default };
        Assert.Equal(begun, FollowedDrift.Read(FollowedDrift.Of(Model, begun).Print(), Model, out _)!.State);
    }

    [Fact]
    public void Whatever_is_changed_in_it_is_noticed()
    {
        var random = new Random(1);
        for (var i = 0; i < 1_000; i++)
        {
            var damaged = Written.ToArray();
            damaged[random.Next(damaged.Length - 1)] ^= (byte)(1 << random.Next(8));
            if (i % 5 == 0) damaged = damaged[..random.Next(damaged.Length - 1)];
            var read = FollowedDrift.Read(damaged, Model, out var fault);
            Assert.Equal(fault is null, read is not null);
            if (read is not null) Assert.Equal(Written, read.Print());   // the same in other words
        }
    }

    [Fact]
    public void What_is_of_another_model_or_none_is_refused_in_one_clear_line()
    {
        Assert.Null(FollowedDrift.Read(Written, Other, out var fault));
        Assert.Contains("of another model", fault, StringComparison.Ordinal);
        Assert.Null(FollowedDrift.Read(ModelSyntax.Print(Model), Model, out fault));
        Assert.Equal("not drift that was followed; expected what merlon detect run --adapt wrote, or the name of a new "
            + "file", fault);
        Assert.Null(FollowedDrift.Read(Encoding.UTF8.GetBytes("drift"), Model, out fault));
        Assert.Contains("this is something else, or damaged", fault, StringComparison.Ordinal);
    }

    // As one would be who can reckon checksums.
    [Fact]
    public void Numbers_that_no_run_comes_to_are_refused()
    {
        DriftState[] others =
        [
            State with { Factor = 0.5 }, State with { Factor = 2.5 }, State with { Level = 0 },
            State with { LastHeard = Given.Noon.AddHours(-1) },
            State with { Skipped = new(Given.Noon, Given.Noon.AddTicks(-1)) },
        ];
        foreach (var other in others)
        {
            Assert.Null(FollowedDrift.Read(FollowedDrift.Of(Model, other).Print(), Model, out var fault));
            Assert.Contains("do not fit together", fault, StringComparison.Ordinal);
        }
    }

    static Model ModelOf(string checksum) => new()
    {
        Form = Model.TheForm,
        Version = Model.TheVersion,
        Detector = "flows-zscore",
        TrainedOn = new([], 0, Given.Noon, Given.Noon),
        Settings = new(1, 1, 1),
        Known = null,
        State = new ZScoreState([], []),
        Calibrated = null,
        Checksum = checksum,
    };
}
