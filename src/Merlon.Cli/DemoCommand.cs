using System.CommandLine;

namespace Merlon.Cli;

static class DemoCommand
{
    public static Command Create() => new("demo", "The main job on samples/: alerts to rule set, its effect, a report");
}
