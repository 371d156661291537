namespace Merlon;

public class BuildTests
{
    [Fact]
    public void The_program_was_built() =>
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "Merlon.Host.dll")));
}
