using System.Collections.Immutable;
using Merlon.Detection.Dense;

namespace Merlon.Detection;

public class DenseNetworkTests
{
    static readonly ImmutableArray<int> Widths = [11, 9, 3, 9, 11];

    [Fact]
    public void Gives_what_the_sums_of_its_layers_are()
    {
        var (network, parameters, random) = New();
        for (var run = 0; run < 20; run++)
        {
            var inputs = Vector(random);
            var given = network.Run(inputs).ToArray();
            Assert.Equal(Plainly(parameters, inputs), given, (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    // By differences: what the loss does when one parameter is changed a little.
    [Fact]
    public void Gradients_are_those_of_the_loss()
    {
        const double little = 1e-6;
        var (network, parameters, random) = New();
        var (inputs, wanted) = (Vector(random), Vector(random));
        var loss = network.Run(inputs).ToArray().Zip(wanted, (a, b) => 2 * (a - b)).ToArray();
        var gradients = new double[parameters.Length];
        network.AddGradients(loss, gradients);
        network.AddGradients(loss, gradients);   // they add up

        for (var i = 0; i < parameters.Length; i++)
        {
            if (gradients[i] == 0) continue;   // of what fills rows up
            var before = parameters[i];
            parameters[i] = before + little;
            var more = Loss(network.Run(inputs), wanted);
            parameters[i] = before - little;
            var less = Loss(network.Run(inputs), wanted);
            parameters[i] = before;
            Assert.Equal((more - less) / (2 * little), gradients[i] / 2, 1e-5);
        }

        Assert.InRange(gradients.Count(one => one != 0), Widths.Zip(Widths.Skip(1), (a, b) => (a + 1) * b).Sum(), 1e9);
    }

    // Adam, as its paper has it, one parameter by itself.
    [Fact]
    public void Steps_are_those_of_the_paper()
    {
        var parameters = new double[8];
        var (adam, random) = (new Adam(parameters), new Random(1));
        var (plain, mean, square) = (0.0, 0.0, 0.0);
        for (var step = 1; step <= 50; step++)
        {
            var gradient = random.NextDouble() - 0.3;
            adam.Step([0, 0, 0, gradient, 0, 0, 0, 0], 0.01);
            mean = 0.9 * mean + 0.1 * gradient;
            square = 0.999 * square + 0.001 * gradient * gradient;
            plain -= 0.01 * (mean / (1 - Math.Pow(0.9, step)))
                / (Math.Sqrt(square / (1 - Math.Pow(0.999, step))) + 1e-8);
            Assert.Equal(plain, parameters[3], 1e-12);
        }

        Assert.Equal(0, parameters[2]);
    }

    // On a curve in three dimensions, which a line cannot follow.
    [Fact]
    public void Learns_what_a_plane_cannot_tell()
    {
        var random = new Random(1);
        var course = new DenseCourse(3, new() { Wide = 16, Narrow = 1, Epochs = 60, Seed = 1, LearningRate = 5e-3 });
        for (var i = 0; i < 4_000; i++) course.Learn(OnCurve(random.NextDouble()));
        Assert.Null(course.State);
        var (first, last) = (course.LearnEpoch(), 0.0);
        while (course.EpochsLeft > 0) last = course.LearnEpoch();
        Assert.True(last < 0.1, $"{first} at first, {last} in the end");

        var detector = course.State!.ToDetector();
        var usual = Enumerable.Range(0, 100).Average(i => detector.Score(OnCurve(i / 100.0)));
        var amidst = detector.Score([0, 0, 0]);   // no single feature is unusual
        Assert.True(amidst > 3 * usual, $"{amidst} amidst the curve, {usual} on it");
        Assert.True(detector.Score([100, 0, 0]) > 20 * usual);
        Assert.True(double.IsFinite(detector.Score([1e100, -1e100, 0])));
    }

    static double[] OnCurve(double share) =>
        [Math.Cos(5 * share), Math.Sin(5 * share), share - 0.5];

    static (DenseNetwork, double[], Random) New()
    {
        var parameters = DenseNetwork.NewParameters(Widths, new(7));
        Assert.Equal(DenseNetwork.ParameterCount(Widths), parameters.Length);
        return (new(Widths, parameters), parameters, new(1));
    }

    static double[] Vector(Random random) =>
        [.. Enumerable.Range(0, Widths[0]).Select(_ => 2 * random.NextDouble() - 1)];

    static double Loss(ReadOnlySpan<double> given, double[] wanted) =>
        given.ToArray().Zip(wanted, (a, b) => (a - b) * (a - b)).Sum();

    static double[] Plainly(double[] parameters, double[] units)
    {
        var at = 0;
        for (var layer = 1; layer < Widths.Length; layer++)
        {
            var (outputs, row) = (Widths[layer], (Widths[layer] + 7) / 8 * 8);
            var sums = Enumerable.Range(0, outputs).Select(o => parameters[at + o]
                + units.Select((unit, i) => unit * parameters[at + (1 + i) * row + o]).Sum()).ToArray();
            at += (1 + units.Length) * row;
            units = layer == Widths.Length - 1 ? sums : [.. sums.Select(Math.Tanh)];
        }

        return units;
    }
}
