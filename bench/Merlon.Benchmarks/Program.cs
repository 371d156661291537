using BenchmarkDotNet.Running;
using Merlon.Benchmarks;

switch (args)
{
    case ["reference"]:
        return ReferenceComparison.Run();
    case ["flat", .. var rest]:
        return FlatReplay.Run(rest is [var count] ? long.Parse(count) : 10_000_000);
    case ["verdicts"]:
        return VerdictComparison.Run();
    case ["response"]:
        return ResponseTimes.Run();
    case ["response", "batches"]:
        return ResponseTimes.RunBatches();
    case ["packets"]:
        return PacketStages.Run();
    case ["readers"]:
        return ReaderComparison.Run();
    case ["detector", .. var only]:
        return DetectorSpeed.Run(only is [var part] ? part : "");
    case ["language-model", .. var only]:
        return LanguageModelSpeed.Run(only is [var threads] ? [int.Parse(threads)] : [1, 2]);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
