namespace Merlon.Live;

/// <summary>A model for tests that are not about how well it detects; it has no threshold.</summary>
public sealed class LiveModel : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public LiveModel()
    {
        var capture = System.IO.Path.Combine(Run.Root, "samples/office.pcap.gz");
        var trained = Run.Merlon("detect", "train", capture, "--epochs", "1", "--out", Path);
        Assert.True(trained.Status == 0, trained.Errors);
    }

    public string Path => System.IO.Path.Combine(_folder.Root, "model.json");

    public void Dispose() => _folder.Dispose();
}
