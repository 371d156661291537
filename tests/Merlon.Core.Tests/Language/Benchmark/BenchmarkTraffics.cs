using Merlon.Context;
using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language.Benchmark;

/// <summary>Traffic that a benchmark takes its windows from.</summary>
static class BenchmarkTraffics
{
    /// <summary>A scan for <see cref="PortScan.Port"/> by many.</summary>
    public static BenchmarkTraffic OfScan(SiteContext? context = null)
    {
        var traffic = LabelledTraffic.Of(PortScan.Flows(seed: 1).Select(
            flow => new Observation(RecordKind.Flow, flow.FirstSeen, flow)));
        return new([traffic], new(Hook.Forward), context ?? SiteContext.None);
    }
}
