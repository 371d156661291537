namespace Merlon.Rules.Meaning;

/// <summary>The verdicts that a packet may meet; one alone is certain.</summary>
[Flags]
public enum Verdicts : byte
{
    None = 0,
    Accept = 1,
    Drop = 2,
    Reject = 4,

    Any = Accept | Drop | Reject,
}

public static class VerdictSets
{
    public static Verdicts Alone(Verdict verdict) => (Verdicts)(1 << (int)verdict);

    extension(Verdicts verdicts)
    {
        public bool IsCertain => verdicts is Verdicts.Accept or Verdicts.Drop or Verdicts.Reject;

        /// <summary><c>ACCEPT</c>, or <c>may ACCEPT, may DROP</c>.</summary>
        public string InWords
        {
            get
            {
                var names = Enum.GetValues<Verdict>()
                    .Where(verdict => (verdicts & Alone(verdict)) != 0)
                    .Select(verdict => verdict.ToString().ToUpperInvariant());
                return verdicts.IsCertain ? names.First() : string.Join(", ", names.Select(name => $"may {name}"));
            }
        }
    }
}
