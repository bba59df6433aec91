using Olla.MockBackends.Hosting;

return await MockCommand.RunAsync(args, Console.Out, Console.Error);
