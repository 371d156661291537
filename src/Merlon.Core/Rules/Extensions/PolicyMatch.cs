using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What asks IPsec for a packet's policy, and for the transformations in it, one element each.</summary>
static class PolicyMatch
{
    static readonly Option<bool> Next = new("--next", Values.Flag) { MayRepeat = true, Needs = ["--strict"] };
    static readonly Option<bool> Strict = new("--strict", Values.Flag);

    static readonly Option<int> Mode = new("--mode", Values.OneOf("transport", "tunnel")) { IsNegatable = true };

    static readonly Option<int> Way = new("--dir", Values.OneOf("in", "out")) { IsRequired = true };
    static readonly Option<int> Kind = new("--pol", Values.OneOf("none", "ipsec")) { Implied = _ => "ipsec" };

    public static MatchExtension Policy => new(
        "policy",
        Way,
        Kind,
        Strict,
        Next,
        new Option<ulong>("--reqid", Values.Number(0, uint.MaxValue)) { IsNegatable = true },
        new Option<ulong>("--spi", Values.Hex(0, uint.MaxValue)) { IsNegatable = true },
        new Option<int>("--proto", Values.OneOf("ah", "esp", "ipcomp")) { IsNegatable = true },
        Mode,
        new Option<AddressMask>("--tunnel-dst", Addresses.OneOrMore) { IsNegatable = true },
        new Option<AddressMask>("--tunnel-src", Addresses.OneOrMore) { IsNegatable = true })
    {
        Separator = Next,
        Check = (given, _) => given.Has(Strict) ? FirstProblem(given) : null,
    };

    // Strict policies are compared element by element, so that none may be empty.
    static Problem? FirstProblem(GivenOptions given)
    {
        var elements = new List<List<ReadOption>> { new() };
        foreach (var option in given.All)
        {
            if (option.Option == Next) elements.Add([]);
            else if (option.Option != Strict && option.Option != Way && option.Option != Kind) elements[^1].Add(option);
        }

        foreach (var element in elements)
        {
            if (element.Count == 0)
                return new("an element of the policy is empty", "--reqid, --spi, --proto or --mode");

            var isTunnel = element.Exists(option => option is ReadOption<int> { Value: 1 } && option.Option == Mode);
            if (!isTunnel && element.Exists(option => option is ReadOption<AddressMask>))
                return new("only tunnels have ends", "--mode tunnel");
        }

        return null;
    }
}
