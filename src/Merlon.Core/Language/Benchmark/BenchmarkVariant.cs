namespace Merlon.Language.Benchmark;

/// <summary>One way to ask a language model for rules.</summary>
/// <param name="IsConstrained">It is held to the form of an answer, as far as its backend can.</param>
/// <param name="HasRecall">It is shown what proved right before.</param>
/// <param name="HasLoop">It may ask, and try again on what it learns.</param>
public sealed record BenchmarkVariant(bool IsConstrained, bool HasRecall, bool HasLoop)
{
    public string Name => string.Join(", ",
        IsConstrained ? "constrained" : "free-form", HasRecall ? "recall" : "no recall", HasLoop ? "loop" : "once");

    /// <summary>All of them; without anything to recall, half.</summary>
    public static IEnumerable<BenchmarkVariant> All(bool hasStore) =>
        from isConstrained in (bool[])[false, true]
        from hasRecall in hasStore ? (bool[])[false, true] : [false]
        from hasLoop in (bool[])[false, true]
        select new BenchmarkVariant(isConstrained, hasRecall, hasLoop);
}
