namespace Merlon.Live;

/// <summary><c>merlon detect run --interface --adapt</c>: what is followed outlives the run.</summary>
public sealed class LiveAdaptTests(CalibratedModel model) : IClassFixture<CalibratedModel>, IDisposable
{
    readonly OwnNetwork _network = new();
    readonly TemporaryFolder _folder = new();

    string Drift => Path.Combine(_folder.Root, "drift.json");

    public void Dispose()
    {
        _network.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_followed_is_kept_from_the_beginning_to_the_end_without_root_s_rights()
    {
        _network.Shell($"chmod 777 {_folder.Root}");
        using var run = LiveRun.Detect(_network, model.Path, "d0", "--packets", "1", "--adapt", Drift);
        Assert.Contains("as nobody: root's rights were given up", run.Errors, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(Drift), TimeSpan.FromSeconds(30)));
        var begun = File.ReadAllText(Drift);
        _network.Shell("ip neighbour add 192.0.2.9 lladdr 02:00:00:00:00:09 dev d0; echo > /dev/udp/192.0.2.9/53");
        var ended = run.End();
        Assert.Equal(0, ended.Status);
        Assert.Contains("drift.json: the threshold moved from ", ended.Errors, StringComparison.Ordinal);
        Assert.NotEqual(begun, File.ReadAllText(Drift));
    }

    [Fact]
    public void Where_it_cannot_be_kept_is_told_before_the_first_packet()
    {
        var refused = _network.Program(
            ["dotnet", Run.Built, "detect", "run", model.Path, "--interface", "d0", "--adapt", Drift]);
        Assert.Equal((4, ""), (refused.Status, refused.Output));
        Assert.Contains("error: ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("drift.json", refused.Errors, StringComparison.Ordinal);
    }
}
